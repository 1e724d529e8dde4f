/**
 * Nouns a small child knows, by kind; what a kind allows (to be owned, lost, broken, eaten …) is in lexicon.ts.
 * `name/plural` where the plural is irregular, `name/-` for what is not counted, `name @ place place` for where it
 * is found by nature. Kinds marked `use` stand in sentences of their own: `name > sentence`, where `_` is the noun,
 * `A_` the noun with its article, both with a describing word where one is wanted.
 */
export const NOUN_TABLE = `
# toy
ball; doll; kite; toy car; toy truck; toy boat; toy train; teddy bear; top; drum; whistle; balloon; marble; puppet; yo-yo; robot; bucket; jump rope; toy sword; toy plane
# fragile
cup; bowl; vase; plate; jar; lamp; mirror; clock; teapot; mug; glass bottle; snow globe; pot; piggy bank
# clothes
hat; scarf; mitten; cap; ribbon; cape; glove; belt
# garment
coat; jacket; sock; shoe; boot; sweater; dress; shirt; skirt; costume; apron; vest
# treasure
shell; stone; feather; coin; key; ring; necklace; crown; gem; bell; map; book; letter; picture; card; stamp; sticker; pearl; medal; flute; bracelet; notebook; badge; compass; locket; crayon
# tool
rope; ladder; shovel; hammer; broom; spoon; stick; pen; needle; string/-; hook; towel; rake; saw; fork
# gear
net; basket; brush; bag; box; umbrella; blanket; pillow; flashlight
# fruit
apple; banana; pear; orange; peach; carrot; berry; plum; nut; lemon; cherry; melon; tomato/tomatoes; potato/potatoes
# baked
cookie; cake; pie; muffin; sandwich; cupcake; pancake; donut; pizza; lollipop; egg
# meal
bread/-; cheese/-; soup/-; honey/-; candy/-; popcorn/-; corn/-; rice/-; salad/-; jam/-; chocolate/-; milk/-; juice/-; tea/-; ice cream/-; toast/-; butter/-; lemonade/-; pasta/-; jelly/-
# beast
cat @ town home farm; dog @ town home farm; rabbit @ wood field; squirrel @ wood town; duck @ water farm; frog @ water; bird @ wood town field water; mouse/mice @ home farm field; owl @ wood; fox/foxes @ wood field; hedgehog @ wood field; turtle @ water sea; goat @ farm field; cow @ farm field; horse @ farm field; sheep/sheep @ farm field; pig @ farm; hen @ farm; deer/deer @ wood field; bear @ wood; goose/geese @ water farm; crab @ sea; beaver @ water; donkey @ farm field; swan @ water; seal @ sea; wolf/wolves @ wood; kitten @ home farm; puppy @ home town; lamb @ farm field
# bug
butterfly @ field wood town; bee @ field town; ant @ wood field town; snail @ field wood; worm @ field farm; spider @ wood home farm; ladybug @ field town; caterpillar @ field wood; beetle @ wood; dragonfly @ water; cricket @ field; moth @ home wood; fly/flies @ home farm
# plant
flower @ field town wood; tree @ field town wood farm; bush @ town wood field; rose @ town; mushroom @ wood; leaf/leaves @ wood town; log @ wood water; daisy @ field; tulip @ town; sunflower @ farm field; pumpkin @ farm field; vine @ wood; branch @ wood
# land
rock @ wood field sea water; hill @ field farm; puddle @ town field farm; stream @ wood field; bridge @ water town; path @ wood field; hole @ wood field sea; cave @ wood sea; river @ field wood; pond @ wood farm field; nest @ wood field; well @ farm town; mountain @ field; island @ sea water; wave @ sea; swamp @ wood; waterfall @ wood; ditch @ farm field; trail @ wood
# building
house @ town field farm; barn @ farm; fence @ farm town; gate @ farm town; tent @ wood field; shop @ town; school @ town; tower @ town; castle @ sea field; cottage @ wood field; mill @ water farm; wall @ town farm; church @ town; statue @ town; fountain @ town; mailbox @ town; sign @ town wood; lighthouse @ sea; garage @ town; store @ town; bench @ town; swing @ town; bakery @ town; library @ town
# vehicle
car @ town; bus @ town; truck @ town farm; train @ field farm; boat @ water sea; ship @ sea; bike @ town; plane @ field sea town; cart @ farm; tractor @ farm field; sailboat @ sea water; taxi @ town; van @ town
# furniture
table @ home; chair @ home; bed @ home; shelf/shelves @ home; rug @ home; door @ home; window @ home; sofa @ home; stove @ home; curtain @ home; carpet @ home; desk @ home; closet @ home; drawer @ home; oven @ home; fireplace @ home; piano @ home
# sky use
sun > The _ looked down from the sky.; The _ came out from behind a tree.
moon > That night, the _ had been big and round.; The _ could still be seen in the sky.
star > The night before, [h] had seen A_ in the sky.
cloud > A_ went slowly across the sky.; There was A_ in the sky.
rainbow > There was A_ over the hills that morning.
sky > There was not one bird in the _.
wind > The _ was warm that day.; The _ played with the leaves.
rain/- > The night before, the _ had made the ground wet.
snow/- > Far away, there was still some _ on the hills.
thunder/- > In the night, there had been some _, but now all was quiet.
fog/- > In the morning there had been some _, but now the air was clear.
# body use
hand > [h] put one _ in [h.his] pocket.
nose > A small fly sat on [h.his] _ for a moment.
ear > A drop of water fell on [h.his] _.
foot/feet > [h] had a little sand under one _.
arm > [h] had a small red scratch on one _.
leg > [h] scratched one _ with a stick.
knee > [h] had a little dirt on one _.
mouth > [h] had jam around [h.his] _ from breakfast.
eye > The sun shone into [h.his] _.
head > A leaf fell on [h.his] _.
tummy > [h.his] _ was full after a good breakfast.
finger > [h] drew a line in the dust with one _.
toe > [h] felt a tiny stone under one _.
heart > [h.his] _ was beating fast.
tooth/teeth > [h] had A_ that was a little loose.
back > The sun was warm on [h.his] _.
# idea use
dream > In the night, [h] had A_ about flying.
song > [h] had A_ in [h.his] head all day.
story > In the morning, [h] had heard A_ about a king.
joke > At breakfast, [h] had heard A_ and laughed.
game > [h] thought of A_ to play later.
plan > [h] had A_ for the day.
secret > [h] had A_: there was a cookie in [h.his] pocket.
surprise > It felt like a day for A_.
trick > [h] knew A_ with two coins.
idea > On the way, [h] had A_ for a new game.
question > [h] had A_ about the stars, but nobody had time to answer it.
wish > [h] made A_ and blew on a flower.
noise > Somewhere far away there was A_.
smell > There was A_ of fresh bread in the air.
day > It was A_, and the birds were singing.
morning > It was A_, and the air was fresh.
holiday > It was the first day of A_.
party > There had been A_ the day before, and everyone was still a little tired.
adventure > It felt like a day for A_.
memory > [h] had A_ of the sea, and it made [h.him] smile.
dance > [h] did A_ on the path, just for fun.
shadow > [h.his] _ was long in the morning light.
color > The sky had A_ that [h] had never seen before.
shape > One cloud had A_ like a fish.
picnic > Some people were having A_ in the shade.
# stuff use
sand/- > There was some _ in [h.his] shoes.
mud/- > There was some _ on the path, and [h] walked around it.
grass/- > The _ was still wet from the night.
water/- > [h] drank some _ before [h] left.
wood/- > Somebody had left a pile of _ by the road.
smoke/- > Some _ came out of a chimney far away.
ice/- > In the shade there was still some _ on the ground.
paper/- > [h] had a piece of _ in [h.his] pocket.
music/- > Somewhere, somebody was playing _.
money/- > [h] had no _ in [h.his] pocket, but that was fine.
hay/- > A cart full of _ went slowly by.
soap/- > [h.his] hands still smelled of _.
glue/- > There was still some _ on [h.his] fingers from the day before.
dust/- > The path was full of _.
# role
farmer; baker; doctor; teacher; nurse; gardener; sailor; fisherman/fishermen; neighbor; shopkeeper; painter; policeman/policemen; firefighter; king; queen; postman/postmen; cook; builder; hunter; soldier; singer; artist; wizard; fairy; pirate; princess; prince; knight; clown; driver; mayor; pilot; librarian; captain
`;
