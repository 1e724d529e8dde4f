/** What is forbidden and why, what it comes to, and how one sees in time that the rule is right. */

export interface Rule {
  /** "touch the hot stove" */
  readonly rule: string;
  readonly why: string;
  /** The same as it is told. */
  readonly reason: string;
  readonly children?: true;
  /** What it comes to is dangerous, so that nobody scolds before help has come. */
  readonly danger?: true;
  /** When it freezes. */
  readonly cold?: true;
  /** The home of animals that do it every day. */
  readonly notFor?: string;
  /** The kind of animal that is dealt with, which cannot be the hero. */
  readonly of?: string;
  readonly tempt: readonly string[];
  readonly did: string;
  readonly result: readonly string[];
  /** After "[m.n]". */
  readonly rescue: readonly string[];
  readonly worse: readonly string[];
  readonly surprise: string;
  /** Seen by one who has not done it. */
  readonly seen: readonly string[];
}

export const RULES: readonly Rule[] = [
  {
    rule: 'touch the hot stove',
    why: 'it can burn you',
    reason: 'it could burn one badly',
    children: true,
    tempt: [
      'The stove looked so warm and red.',
      'Something in the stove was singing, very softly. What was it?',
    ],
    did: 'put one finger on the stove',
    result: [
      'It was very hot, and the finger hurt badly!',
      'Ouch! The finger turned red, and it hurt as if a bee had been there.',
    ],
    rescue: ['put the finger under cold water', 'blew on it, and then put something cool around it'],
    worse: [
      'The finger hurt for many days, and there was no painting and no baking.',
      'There was a big blister, and it hurt for a whole week.',
    ],
    surprise: '[h.ns] [m.kind] had once done the very same thing, and still had the mark',
    seen: [
      'Just then, a drop of water fell on the stove. Hiss! It was gone at once.',
      'Just then, a leaf came in at the window and fell on the stove. In a moment, it was black.',
    ],
  },
  {
    rule: 'go near the deep river',
    danger: true,
    notFor: 'water',
    why: 'the water is fast',
    reason: 'the water was fast',
    tempt: [
      'The water of the river looked so cool.',
      'On the other side of the river grew the sweetest berries.',
      'A silver fish jumped, close to the bank, and then another one.',
    ],
    did: 'went right up to the river',
    result: [
      '[h.n] slipped and fell in, and the water was cold and fast!',
      'The edge broke off under [h.n], and there was water everywhere!',
    ],
    rescue: [
      'held out a long stick and pulled',
      'ran along the bank, threw a rope, and pulled until it was over',
    ],
    worse: [
      'It took half an hour to get out of the water, and a long cough came after it.',
      'The river took [h.ns] bag with all that was in it, and gave nothing back.',
    ],
    surprise: 'a friendly beaver swam by and pushed from behind',
    seen: [
      'Just then, a thick branch came floating by. The river took it and broke it on a rock like a straw.',
      'Just then, a piece of the bank broke off and was gone, right where the path went.',
    ],
  },
  {
    rule: 'open the big box',
    why: 'what is in it is not for us',
    reason: 'nobody was to see what was in it',
    children: true,
    tempt: [
      'There was a soft sound inside the box.',
      'The box stood in the middle of the room, and it moved a little.',
    ],
    did: 'opened the big box, just a little',
    result: [
      'Out jumped a bird, and it flew all over the house!',
      'Something white shot out, flew against the lamp, and then around the room!',
    ],
    rescue: ['opened a window and let the bird out', 'held out some seeds, until the bird sat on one arm'],
    worse: [
      'The bird broke all the good cups and flew away for ever.',
      'The bird was hurt and had to be taken care of for weeks.',
    ],
    surprise: 'the bird was a birthday gift for the very one who had opened the box',
    seen: [
      'Just then, the lid moved by itself, and a sharp beak came out. It snapped!',
      'Just then, a neighbor came for the box. There was a sick bird in it that needed the dark.',
    ],
  },
  {
    rule: 'eat the red berries',
    why: 'they make you sick',
    reason: 'they made everybody sick',
    tempt: ['The berries looked so sweet.', 'There they hung, as red as a rose and as round as pearls.'],
    did: 'ate some of the red berries',
    result: [
      'Soon there was a bad pain in [h.ns] tummy.',
      'They tasted good. But then the whole world began to turn.',
    ],
    rescue: ['made some warm tea', 'brought a blanket and a hot stone for the tummy'],
    worse: ['The pain stayed for a week.', 'For days there was only thin soup, and no playing at all.'],
    surprise: 'these berries were not the bad ones at all, there had only been too many',
    seen: [
      'Just then, a goat bit into the bush, made a terrible face and ran for water.',
      'Just then, a bird came, looked at the berries, and flew on. Not even the birds ate them!',
    ],
  },
  {
    rule: 'climb the old tree',
    danger: true,
    why: 'its branches are weak',
    reason: 'its branches were weak',
    tempt: [
      'From the top of the old tree, one could surely see the whole world.',
      'High up in the old tree, there was a nest, and something moved in it.',
    ],
    did: 'climbed up the old tree, higher and higher',
    result: [
      'Then a branch broke with a loud crack, and [h] could only just hold on to the next one!',
      'The branch bent, and bent a little more, and then it broke! [h.n] hung on to the trunk.',
    ],
    rescue: ['came with a ladder', 'stood below with open arms and caught [h.n]'],
    worse: [
      'Then came the fall. One leg was hurt and could not be used for weeks.',
      'It was a hard fall, and the arm took all summer to get well.',
    ],
    surprise: 'a soft pile of hay lay under the tree that day, and [h.n] fell right into it',
    seen: [
      'Just then, a crow sat down on a branch of the old tree. Crack! The branch fell to the ground.',
      'Just then, the wind came, and half of the tree came down with it.',
    ],
  },
  {
    rule: 'go into the woods alone',
    danger: true,
    notFor: 'wood',
    why: 'it is easy to get lost there',
    reason: 'it was easy to get lost there',
    tempt: [
      'A pretty butterfly flew into the woods.',
      'Between the trees, something was shining, and it moved on.',
    ],
    did: 'ran in between the trees, deep into the woods',
    result: [
      'Soon every tree looked the same, and there was no way out!',
      'The path got thinner, and then there was no path at all!',
    ],
    rescue: [
      'found [h.n] under a tree, all alone',
      'banged on a pot at the edge of the woods, and the sound showed [h.n] the way',
    ],
    worse: [
      'It was a long way home through the cold night, and a bad cough came after it.',
      'The way home took half of the night, and [h.his] feet hurt for a week.',
    ],
    surprise: 'home was just behind the next tree',
    seen: [
      'Just then, fog came up between the trees, so thick that one could not see from one to the next.',
      'Just then, a big dog came out of the woods. It had been lost for three days, and it was thin and wet.',
    ],
  },
  {
    rule: 'play with the scissors',
    why: 'they are sharp',
    reason: 'they were sharp',
    children: true,
    tempt: ['The scissors were so shiny.', 'Snip, snap. How nice that sounded!'],
    did: 'took the scissors and cut and cut',
    result: [
      'With one cut too many, the best curtain fell down in two pieces!',
      'Snip! There was a hole in the good tablecloth, right in the middle!',
    ],
    rescue: ['sewed the cloth together again', 'put a patch on the cloth in the shape of a flower'],
    worse: [
      'It could never be used again. It had been made by a great-grandma.',
      'The next cut went into a thumb, and it hurt a lot.',
    ],
    surprise: 'under the torn cloth sat a little kitten that nobody knew about',
    seen: [
      'Just then, the scissors fell off the table. They stuck in the floor, right next to one toe.',
      'Just then, a breeze blew a ribbon against the scissors. It fell down in two halves.',
    ],
  },
  {
    rule: 'feed candy to the goat',
    why: 'it is bad for animals',
    reason: 'it was bad for animals',
    of: 'goat',
    tempt: [
      'The goat looked so hungry.',
      'The goat put its head to one side and said please. It sounded like baa.',
    ],
    did: 'gave the goat a whole bag of candy',
    result: [
      'The goat lay down and made a sad noise.',
      'The tummy of the goat got as round as a drum, and the goat moaned.',
    ],
    rescue: ['called the animal doctor', 'gave the goat warm water, and walked up and down with it'],
    worse: [
      'The goat was sick for a long time and did not trust anybody any more.',
      'The goat had to be taken away to a doctor, and did not come back.',
    ],
    surprise: 'it was not only the candy, for an hour later the goat had a tiny kid',
    seen: [
      'Just then, a crow stole one candy. Its beak stuck together, and it could not open it any more.',
      'Just then, the farmer came by and told of a goat that had been sick for a year, from one bag of candy.',
    ],
  },
  {
    rule: 'leave the gate open',
    why: 'the sheep will run away',
    reason: 'the sheep would run away',
    of: 'lamb',
    tempt: ['It was such a long way back to the gate.', 'The gate was heavy, and there was a lot to carry.'],
    did: 'left the gate open and went to play',
    result: [
      'When [h.he] came back, all the sheep were gone!',
      'A little later, there were white dots far away on the hill, and they got smaller!',
    ],
    rescue: [
      'whistled for the dog, and the dog brought the sheep back',
      'rattled a bucket of oats, and one sheep after the other came home',
    ],
    worse: [
      'One little lamb was never found.',
      'The sheep had been in the cabbages of six neighbors, and all of it had to be paid.',
    ],
    surprise: 'the sheep stood all together in the kitchen',
    seen: [
      'Just then, the first sheep put its nose through the gap. It had been waiting for that all day. [h.n] closed the gate just in time.',
      'Just then, the wind moved the gate, and the heads of twelve sheep came up at once. [h.n] closed it tight.',
    ],
  },
  {
    rule: 'jump on the bed',
    why: 'it can break',
    reason: 'it could break',
    children: true,
    tempt: ['The bed was so soft and high.', 'The bed squeaked, as if it said: come, come.'],
    did: 'jumped on the bed, higher and higher',
    result: [
      'With a loud crack, the bed broke in two!',
      'Up, down, up, down, and then there was a crash, and a lot of feathers!',
    ],
    rescue: [
      'brought a hammer and some nails',
      'put a big block of wood under it, and swept up the feathers',
    ],
    worse: [
      'For weeks there was only the hard floor to sleep on.',
      'One tooth was broken as well, and that hurt much more.',
    ],
    surprise: 'inside the bed lay the ring that had been lost for years',
    seen: [
      'Just then, the cat jumped on the bed. Crack! One leg of it broke, under nothing but a cat.',
      'Just then, there was a long, low creak, although nobody was on it. It was a very old bed.',
    ],
  },
  {
    rule: 'walk on the ice',
    danger: true,
    cold: true,
    why: 'it is still thin',
    reason: 'it was still thin',
    tempt: [
      'The ice shone like a mirror.',
      'On the far side of the ice stood a little fir tree, white with frost. It glittered so!',
    ],
    did: 'took one step on the ice, and then one more',
    result: [
      'It cracked like glass, and one leg was in the cold water!',
      'A long line ran over the ice, and then there was a hole!',
    ],
    rescue: [
      'lay down flat, held out a scarf, and pulled',
      'pushed a ladder over the ice, and [h.n] crept along it',
    ],
    worse: [
      'A bad cold came after it, and it stayed until spring.',
      'It was so cold that two toes hurt all winter long.',
    ],
    surprise: 'the water was only as deep as a bowl of soup',
    seen: [
      'Just then, a stone rolled down the bank and onto the ice. Crack! Plop! It was gone.',
      'Just then, a duck landed on the ice and fell right through it.',
    ],
  },
  {
    rule: 'look into the baking oven',
    why: 'the cake will fall if the cold air gets in',
    reason: 'the cake would fall if the cold air got in',
    children: true,
    tempt: ['It smelled so good in the kitchen!', 'How big was the cake by now? Only one look!'],
    did: 'opened the oven, only a little, and then a little more',
    result: [
      'Pfff! The cake went down like a tired balloon!',
      'There was a sigh, and the cake was as flat as a plate!',
    ],
    rescue: [
      'filled the hole in the cake with berries and cream',
      'broke the cake into pieces and made a pudding out of it',
    ],
    worse: [
      'There was no cake at the feast, and all the guests looked at the empty plate.',
      'It had been the last flour and the last egg, and so there was no cake that year.',
    ],
    surprise: 'flat as it was, it tasted better than any cake before',
    seen: [
      'Just then, one could see the cake through the little window. It was rising, as slowly as a moon. It needed its time.',
      'Just then, the neighbor came in with a cake as flat as a shoe. Somebody had opened the oven!',
    ],
  },
];
