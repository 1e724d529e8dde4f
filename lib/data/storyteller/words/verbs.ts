/**
 * Verbs a small child knows. A line: `base[/past[/-ing form]] | moments | complements`. Forms that follow the rules
 * are left out. A moment is a place of a story where the verb, with any of its complements, is natural:
 *
 *   fun    what one likes to do, alone or together       joy    what one does when all is well
 *   way    on the way, in passing                        sad    what one does when it went wrong
 *   game   what friends do together outdoors            say    stands with direct speech
 *   think  before one decides                            fear   what one does when afraid
 *   rest   in the evening, when all is done
 *
 * In a complement `[his]` follows the subject and `-` is no complement at all.
 */
export const VERB_TABLE = `
jump | fun joy game | over puddles; up and down; from stone to stone; as high as a frog; off a low wall; across the stream
run/ran/running | fun way game | up the hill and down again; around the house; through the tall grass; along the path; down to the water; after a butterfly
skip/skipped/skipping | fun way game | along the path; down the street; through the leaves; around the big tree
hop/hopped/hopping | fun way joy game | on one leg; over the stones; up and down; along the path; like a rabbit
climb | fun way game | up the little hill; over a big log; on the rocks; up the steps; up a rope; over the gate
swim/swam/swimming | fun | in the lake; in the cool water; like a fish; with the ducks; from one side to the other
dance/danced/dancing | fun joy game | in the rain; to happy music; in a circle; like a leaf in the wind; on the soft grass
sing/sang/singing | fun way joy game | a little song; a happy song; about the sun; songs about animals; to the flowers; as loudly as possible
play | fun joy game | hide and seek; catch; games with friends; in the sand; outside in the sun; with a ball of wool; a drum
draw/drew/drawing | fun rest | pictures of animals; a picture of the sea; funny faces; a big yellow sun; houses with big doors; a dragon with a long tail
paint | fun | pictures with bright colors; a rainbow; the old fence; flowers on paper; stones in all colors; a boat on the sea
build/built/building | fun | towers out of blocks; castles in the sand; a little house of sticks; a fort out of pillows; a bridge over a puddle; a tiny farm
read/read/reading | fun rest | books about animals; a story about a king; a book under the tree; about faraway lands; funny rhymes
write/wrote/writing | fun rest | short letters; funny stories; [his] name on paper; a list of good things; small poems
count | fun rest | the stars; the clouds; birds in the sky; all the red flowers; sheep before bed; the steps to the door
bake/baked/baking | fun | cookies; little cakes; bread with nuts; muffins with berries; a small pie
cook | fun rest | soup; eggs; a warm dinner; noodles; a pot of beans; pancakes
ride/rode/riding | fun | a little bike; on the swing; down the hill on a sled; on a pony; through the woods
slide/slid/sliding | fun | down the hill; on the ice; down the long slide
swing/swung/swinging | fun game | high up in the air; on an old rope; under the big tree
throw/threw/throwing | fun way game | stones into the water; a ball high in the air; sticks into the river; a stick as far as possible; paper planes
catch/caught/catching | fun game | falling leaves; soap bubbles; snowflakes; raindrops; little frogs and let them go
kick | fun way | a ball against the wall; little stones; the dry leaves
roll | fun joy game | down the grassy hill; in the grass; down the sand; like a ball
race/raced/racing | fun way game | to the big tree and back; with the wind; down the road; around the house; with the clouds
explore/explored/exploring | fun game | the woods; old paths; every corner of the garden; caves; the attic; the edge of the woods
collect | fun way game | pretty stones; shells; leaves of all colors; feathers; buttons; old coins; acorns
gather | fun way game | nuts; some wood; flowers for the table; berries; fallen apples; pine cones; wild flowers
pick | fun way | flowers; apples from the tree; ripe berries; daisies; wild plums; mushrooms
dig/dug/digging | fun | holes in the sand; in the soft ground; for worms; a tunnel; a little pond
plant | fun | seeds; flowers by the gate; a row of beans; a little tree; carrots in a row
water | fun | the flowers; the little plants; the garden
splash | fun game | in the puddles; in the cool water; through the mud; like a duck; with both feet
float | fun | on the water; leaves down the stream; little paper boats
fly/flew/flying | fun | a kite; paper planes; a kite in the wind
bounce/bounced/bouncing | fun joy game | a ball; up and down
spin/spun/spinning | fun joy game | around and around; in a circle; like a top
march | fun way game | like a soldier; up and down the road
pretend | fun game | to be a pirate; to be a king; to be a lion; to be a bird; to be asleep; to be a ship captain
imagine/imagined/imagining | fun | a land full of candy; what it is like to fly; being very small; a house made of clouds; talking to animals; a garden on the moon
dream/dreamed/dreaming | fun rest | about the stars; about a big adventure; about the sea
whistle/whistled/whistling | fun way game | a little tune; with the birds; a happy song; like a bird; a song about rain
hum/hummed/humming | fun way | a soft song; a little tune
drum/drummed/drumming | fun | on an old pot; on the table; with two sticks
chase/chased/chasing | fun way game | butterflies; the falling leaves; the wind; [his] own shadow; bubbles; the waves; a rolling hoop
hide/hid/hiding | fun fear game | behind a big tree; behind a bush; in the tall grass
seek/sought/seeking | way | a good path; some shade
stack | fun | blocks; stones on top of each other; wooden boxes
sort | fun | buttons by color; shells by size; [his] toys
sew/sewed/sewing | fun | little clothes for dolls; a button on a coat; a soft bag; a pocket on a shirt; a tiny pillow
knit/knitted/knitting | fun | a long scarf; warm socks; a tiny hat
cut/cut/cutting | fun | stars out of paper; shapes out of paper; red paper into hearts
fold | fun | paper boats; paper into birds; [his] clothes neatly
glue/glued/gluing | fun | shells on a box; paper stars on the wall
tie/tied/tying | fun way | ribbons into bows; a knot; [his] shoes
make/made/making | fun | mud pies; paper hats; little boats out of wood; necklaces out of daisies; music with spoons; a snow fort
decorate/decorated/decorating | fun | the house with flowers; cookies; a box with ribbons
design | fun | paper houses; little gardens; funny hats
clean/cleaned/cleaning | fun | the kitchen; [his] room; the windows; the bird cage; the bathtub; old shoes
wash | fun | the dishes; [his] hands in the stream; the old cart; the muddy boots; the apples
sweep/swept/sweeping | fun | the floor; the leaves off the path; the steps
dust | fun | the shelves; the old books
scrub/scrubbed/scrubbing | fun | the pots; the dirty floor
polish | fun | the spoons; [his] shoes
mix | fun | colors; flour and water; mud and leaves
stir/stirred/stirring | fun | the soup; a pot of tea; paint with a stick
pour | fun | water into cups; some milk into a bowl
taste/tasted/tasting | way fun | the soup; a sweet berry; new kinds of fruit
smell | way fun | the flowers; the fresh bread; the clean air; fresh hay; warm bread from far away; the pine trees
touch | way | the soft moss; a cold stone; the water with one finger; the rough bark of a tree; the petals of a rose; a cold pipe
feel/felt/feeling | way | the wind; the warm sun; the soft grass underfoot
look | way think | up at the sky; left and right; at the clouds; down at [his] feet; under a leaf; through a hole in the fence; into a puddle
watch | way fun rest game | the clouds; the ants at work; the boats go by; the birds; snails; the trains go by; the fish in the water
see/saw/seeing | way | a snail on a leaf; two birds in a tree; a cloud like a sheep; a fox far away; footprints in the sand; a feather float down
stare/stared/staring | think way | at the ceiling; at the clouds; out of the window
listen | fun way rest | to the birds; to the rain; to old stories; to the wind in the trees; to the frogs; to soft music; to the sea
hear/heard/hearing | way | a bird sing; the wind in the trees; bells far away; a frog in the reeds; somebody laugh; a bee in a flower
notice/noticed/noticing | way | a spider on a web; a smell of flowers; a small door in a tree; a tiny blue flower; a snail on the wall; a strange mark on a tree
follow | way fun | a little path; a line of ants; the stream; a butterfly; the tracks of a deer
walk | way fun | along the river; past the tall trees; down the long road; under the trees; along the beach; through tall grass; up the hill
wander | way | along the stream; down a quiet path; past the old houses
travel | way fun | down the long road; from place to place
hike/hiked/hiking | fun way | up the hill; in the woods
cross | way | a small bridge; the road with care; a little stream
pass | way | an old mill; a field of sheep; a row of small houses
stop/stopped/stopping | way | to look at a snail; to smell a flower; to listen to a bird
rest | rest way | under a tree; on a log; in the shade
sit/sat/sitting | rest way think | on a rock; under the old tree; by the window
stand/stood/standing | way think | by the gate; on one leg; still like a tree
lie/lay/lying | rest fun | in the grass; on the warm sand; on the soft rug
sleep/slept/sleeping | rest | all night long; in a warm bed; deep and well
nap/napped/napping | rest fun | in the sun; under a tree
yawn | rest | -; again and again; like a sleepy cat
snore/snored/snoring | rest | all night; like a bear
wake/woke/waking | fun | up early; up to the song of the birds; up with a smile
snuggle/snuggled/snuggling | rest joy | under a warm blanket; into [his] bed
eat/ate/eating | rest fun | a big dinner; warm soup; bread with honey; apples
drink/drank/drinking | rest way | warm milk; some cool water; a cup of tea
chew | way rest | on a piece of bread; a crunchy carrot; on a blade of grass
bite/bit/biting | way | into an apple; into a piece of bread
lick/licked/licking | way rest | [his] lips; honey from a spoon
share/shared/sharing | fun | food with friends; snacks with [his] friends
give/gave/giving | fun | little gifts to friends; bread to the ducks; flowers to people
feed/fed/feeding | fun way | the ducks; the birds; the hungry fish; the chickens; the goats; a hungry kitten
help | fun | in the garden; people with heavy bags; in the kitchen; old people; with the dishes; the gardener
care/cared/caring | fun | for small animals; for the plants
hug/hugged/hugging | joy fun | everyone; [his] best friends; an old teddy bear
kiss | rest fun | everyone good night; the baby; the puppy on the nose
smile/smiled/smiling | joy | -; from ear to ear; at everyone; with a warm heart; at the sky; shyly; like the sun
laugh | joy fun | -; out loud; until [his] tummy hurt; for a long time; like never before; with shining eyes
giggle/giggled/giggling | joy fun | -; with joy; like a baby; for a long time
grin/grinned/grinning | joy | -; from ear to ear; with pride
cheer | joy | -; with joy; as loudly as a whole crowd
clap/clapped/clapping | joy | -; with both hands; again and again
wave/waved/waving | joy way | at everyone; at the people in a boat; at a passing bird
nod/nodded/nodding | joy | -; with a smile; slowly
wink | joy | -; with one eye; at the moon
relax | rest | by the fire; on the soft grass
celebrate/celebrated/celebrating | joy | all day; with cake; with music and a dance
cry/cried/crying | sad | -; for a while; big tears; all the way home
sob/sobbed/sobbing | sad | -; into [his] hands; for a while
weep/wept/weeping | sad | -; for a long time; quietly
sigh | sad think | -; deeply; a long, sad sigh
frown | sad think | -; at the ground; with a sad face
pout | sad | -; for a while; with crossed arms
groan | sad | -; softly; out loud
whine/whined/whining | sad | -; like a puppy; for a while
sniff | sad | -; into a tissue; again and again
worry/worried/worrying | sad think | -; a lot; about what to do
complain | sad | -; about the bad luck; to the sky
shiver | fear | -; from head to toe; like a leaf
shake/shook/shaking | fear | -; all over; like a leaf in the wind
tremble/trembled/trembling | fear | -; all over; with fear
scream | fear | -; with fear; as loudly as a train
freeze/froze/freezing | fear | -; like a statue; on the spot
gasp | fear joy | -; for air; with wide eyes
stumble/stumbled/stumbling | fear way | over a root; over a stone
trip/tripped/tripping | way fear | over a root; over [his] own feet
fall/fell/falling | way fear | over a root; into a pile of leaves
slip/slipped/slipping | way fear | on the wet grass; on some mud
blink | think fear | -; again and again; in the bright light
think/thought/thinking | think | hard; about it again; of a plan; of all that could go wrong
wonder | think | what to do; about it; who could help
hope/hoped/hoping | think | for the best; for some luck; for a good end
wish | think | for some luck; for a little help; for wings
remember | think | an old story; the words of a wise old man; a song about being strong
decide/decided/deciding | think | to be strong; to stay calm; not to give up
plan/planned/planning | think | every step; what to do next
wait | way | a little; in the shade
breathe/breathed/breathing | think | in and out; slowly and deeply
whisper | say rest | good night to the moon; a wish to the stars
shout | say joy | with joy; for joy
yell | say joy | with joy; for joy
call | say way | to a bird; to a friend far away
cry out/cried out/crying out | say joy fear | -
answer | say way | the song of a bird with a whistle
reply/replied/replying | say way | to the song of a bird with a whistle
explain | say fun | games to small children; the stars to friends
announce/announced/announcing | say joy | the good news to everyone
scratch | think way | [his] head; [his] nose; behind one ear
rub/rubbed/rubbing | think rest | [his] eyes; [his] nose
tap/tapped/tapping | think way | [his] foot; on the fence with a stick
point | way | at a big cloud; at a bird; at a funny stone
peek | way fear | around the corner; over the fence; through a gap
search | fun way game | for shells; for pretty stones; for berries; for clovers; for footprints; for red leaves
find/found/finding | fun way | pretty stones; feathers in the grass; lucky leaves; a smooth pebble; a bird feather; an old button
carry/carried/carrying | way | a stick; a basket; a bag of apples; a bucket of water; a pile of leaves; a heavy book
pull | way fun | a toy wagon; weeds out of the ground; a little cart
push | way fun | a toy truck; a little cart up the hill
lift | way fun | heavy stones; a log to look under it
drag/dragged/dragging | way | a long stick; an old rope
open | rest way | a little gate
close/closed/closing | rest | the gate; the window; the door softly
lock | rest | the door; the gate
knock | way | on a hollow tree; on wood for luck
ring/rang/ringing | fun way | a little bell; the bell by the door
fix | fun | old toys; broken chairs; [his] bike; a torn book; the leaky bucket; a wheel
paddle/paddled/paddling | fun | across the lake; in a small boat
sail | fun | in a small boat; across the lake; toy boats
drive/drove/driving | fun | a toy car; a toy train across the floor
fish | fun | in the river; by the lake
dive/dived/diving | fun | into the lake; for shells
stretch | way rest | -; like a cat; [his] arms and legs
wiggle/wiggled/wiggling | fun joy game | [his] toes; like a worm
crawl | way fun game | under a bush; through the grass; like a bug
tiptoe/tiptoed/tiptoeing | way | past a sleeping cat; along the path
gallop/galloped/galloping | fun way game | like a horse; around the field
twirl | joy fun game | around; around and around
learn | fun | new songs; new things; the names of birds; new words; how plants grow; little poems
teach/taught/teaching | fun | songs to the birds; tricks to a puppy
study/studied/studying | fun | bugs; the stars; old maps
guess | fun game | the shapes of clouds; what is for dinner
tell/told/telling | fun rest | jokes; funny stories; a story about the moon; tall tales; riddles; what happened in dreams
visit | fun way | the ducks; the old mill; [his] friends; the beehives; an old aunt; the little chapel
meet/met/meeting | fun | new people; friends by the pond
greet | way joy | everyone; the birds; the old mill cat
thank | rest | the stars; [his] lucky stars
brush | rest | [his] hair; [his] teeth
comb | rest | [his] hair
dress up/dressed up/dressing up | fun | as a king; as a pirate; in funny clothes
admire/admired/admiring | way fun | the view; the colors of the leaves; the flowers
enjoy | way rest | the warm sun; the fresh air; the quiet evening
love/loved/loving | rest | every part of the day; the quiet evening
trade/traded/trading | fun game | shells for stones; stickers with friends
juggle/juggled/juggling | fun game | three apples; little balls
measure/measured/measuring | fun | trees with a string; everything in the house
balance/balanced/balancing | fun way game | on a log; on one leg; a stick on one finger
`;
