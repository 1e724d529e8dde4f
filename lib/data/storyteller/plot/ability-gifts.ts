/** Animals who want to do what others can, what comes of it, and what they are good at. */

export interface Gift {
  readonly kinds: readonly string[];
  /** "to fly" and "flying" */
  readonly wish: string;
  readonly wishing: string;
  /** Whom one sees doing it. */
  readonly seen: readonly string[];
  readonly tries: readonly string[];
  /** What the hero can do, shown in passing in a story that hints at it. */
  readonly early: string;
  /** Somebody is in trouble, and just this gift is needed. */
  readonly trouble: readonly string[];
  readonly deed: readonly string[];
  /** For the summary: "can dig like nobody else". */
  readonly short: string;
  /** Whether it can be taught. */
  readonly taught?: true;
  /** Bad luck from trying too much. */
  readonly fall: string;
}

export const GIFTS: readonly Gift[] = [
  {
    kinds: ['pig'],
    wish: 'to fly',
    wishing: 'flying',
    seen: [
      'The swallows shot through the air like arrows, and [h] could not look away.',
      'High above, the geese flew south in a long line.',
    ],
    tries: [
      '[h] ran down the hill and beat the air with [h.his] front legs. At the bottom was a ditch.',
      '[h] tied two big leaves to [h.his] back and jumped from a haystack. It was a short flight.',
      '[h] climbed on a heap of straw and waited for the wind. It took a few leaves along, but no pig.',
    ],
    early: 'Without even thinking, [h] dug up a fat root with [h.his] nose, and went on looking at the sky.',
    trouble: [
      'It was a hot summer, and the well went dry. Everyone was thirsty.',
      'Then no rain fell for a month, and all the water on the farm was gone.',
    ],
    deed: [
      '[h] put [h.his] nose to the ground and dug, deeper and deeper, until water came up, cool and clear.',
      '[h] put [h.his] nose to the ground. There was water, far down! [h.he] dug and dug, and at last it bubbled up between [h.his] feet.',
    ],
    short: 'can dig like nobody else',
    taught: true,
    fall: 'climbed onto the roof of the barn and jumped. It hurt a lot, and one leg had to be in a bandage all summer',
  },
  {
    kinds: ['turtle'],
    wish: 'to run fast',
    wishing: 'running',
    seen: [
      'The hares ran by, and before one could say hello, they were gone.',
      'Every evening, the deer had a race, and the grass flew.',
    ],
    tries: [
      '[h] ran until noon. When [h.he] looked back, [h.his] own front door was still in sight.',
      '[h] rolled down a hill to be quicker, and at the bottom [h.he] lay on [h.his] back for an hour.',
      '[h] tried it without breakfast, to be lighter. It made no difference at all.',
    ],
    early: 'A hard nut fell from a tree, right on [h.ns] shell. Tock! [h.he] did not even notice.',
    trouble: [
      'Then one day, hailstones as big as plums fell from the sky, and two little mice did not know where to hide.',
      'Then, one day, there was a storm. A heavy branch began to crack, and under it sat a family of mice.',
    ],
    deed: [
      '[h] stood right over them. Tock, tock, tock, it went on the hard shell, but below it was safe.',
      '[h] pushed [h.self] over them like a roof. Bang, went the branch on the shell, but the mice were not hurt at all.',
    ],
    short: 'has a shell under which others are safe',
    fall: 'ran so hard that [h.he] fell over the edge of a ditch and lay there on [h.his] back all night',
  },
  {
    kinds: ['mouse'],
    wish: 'to roar',
    wishing: 'roaring',
    seen: [
      'The big bull roared across the field, and everyone jumped.',
      'In a picture, [h] had seen a lion with a wide open mouth. How loud that must be!',
    ],
    tries: [
      '[h] took a deep breath and roared. Peep! A beetle looked up for a moment.',
      '[h] roared into an empty can. It came out a little louder. It was still a peep.',
      '[h] practiced every evening, until [h.his] throat hurt and not even a peep came out.',
    ],
    early: 'A string was in the way, and [h] bit it through without thinking.',
    trouble: [
      'Then a big bull was caught in a net of ropes that lay in the grass. How it roared! But roaring did not help.',
      'One night there was a soft cry. A young deer was caught in a rope, and the more it pulled, the tighter the rope became.',
    ],
    deed: [
      '[h] ran up and gnawed. One thread, two threads, ten threads. Snap went the rope!',
      'Small and quick, [h] slipped between the knots and bit through one after the other.',
    ],
    short: 'has small sharp teeth that can do what no roar can',
    fall: 'roared at the cat to try it out. The cat was not afraid at all, and [h] lost the tip of [h.his] tail',
  },
  {
    kinds: ['frog'],
    wish: 'to sing like the nightingale',
    wishing: 'singing',
    seen: [
      'At night, the nightingale sang in the willow, and even the moon seemed to listen.',
      'The nightingale sang so sweetly that all the leaves were still.',
    ],
    tries: [
      '[h] opened [h.his] mouth and sang. Croak! The leaves did not keep still at all. They shook.',
      '[h] ate a drop of honey to get a sweet voice. It was good honey, but the voice was the same.',
      '[h] tried it very softly, and then very high. Soft or high, it was a croak.',
    ],
    early: 'When [h] croaked, it could be heard far across the water.',
    trouble: [
      'Then came a night of thick fog. Seven ducklings were out on the water and could not find the bank. They peeped and peeped.',
      'One night the fog was so thick that a little boat lost its way on the water. The nightingale sang, but nobody out there could hear it.',
    ],
    deed: [
      '[h] sat down on the bank and croaked as loudly as [h.he] could. Croak! Croak! They followed the sound, and soon all of them were safe on land.',
      'Then [h] began. Croak, croak, croak! It rang far across the water, and slowly, slowly, the boat came toward it, until it was safe.',
    ],
    short: 'has a voice that can be heard in the thickest fog',
    fall: 'sang all night long at the big concert. Everyone put their paws over their ears and went home',
  },
  {
    kinds: ['hedgehog'],
    wish: 'to be soft',
    wishing: 'being soft',
    seen: [
      'The lambs were so soft that everyone wanted to lie next to them.',
      'Everybody cuddled with the kittens, because their fur was like silk.',
    ],
    tries: [
      '[h] brushed [h.his] spines with water, all in one direction. As soon as they were dry, they stood up again.',
      '[h] rolled in feathers until [h.he] looked like a small cloud. Then [h.he] sneezed, and it was over.',
      '[h] covered [h.self] with moss. It was soft indeed, but it itched.',
    ],
    early: 'An apple fell from the tree and stuck on [h.ns] back. [h.he] carried it home without noticing.',
    trouble: [
      'Then, in autumn, the apples lay under the tree, and rain was coming. The mice ran back and forth with one apple at a time. They would never be done!',
      'Then a fox crept up to the meadow where the little rabbits were playing, nearer and nearer.',
    ],
    deed: [
      '[h] stepped up, rolled over the ground once, and stood up with ten apples on [h.his] back. Three times, and all the apples were in the cellar!',
      '[h] rolled up right in front of them. The fox jumped, and landed on a hundred spines. Howling, it ran away.',
    ],
    short: 'has spines that are good for something',
    fall: 'pulled out some of [h.his] own spines. It hurt, and without them it was cold at night',
  },
  {
    kinds: ['donkey', 'pony'],
    wish: 'to gallop like the big horses',
    wishing: 'galloping',
    seen: [
      'The big horses galloped over the field with flying manes.',
      'When the horses came by, the ground shook and everyone looked up.',
    ],
    tries: [
      '[h] galloped after them. After three fields, [h.he] could only see their dust.',
      '[h] practiced behind the barn. The hens ran away, but nobody else noticed.',
      '[h] tried it with longer steps. That ended in a bush.',
    ],
    early: 'On the narrow wall by the stream, [h] walked along as safely as on a road.',
    trouble: [
      'Then the doctor had to get up to the hut on the mountain, quickly, because a child there was sick. The path was narrow and full of stones, and the big horses were afraid of it.',
      'Then flour had to be brought over the steep little bridge. The big horses stamped and would not go. It was too narrow for them.',
    ],
    deed: [
      '[h] let the doctor sit on [h.his] back. [h.he] did not run. [h.he] put one foot in front of the other and never slipped once, and soon the doctor was with the sick child.',
      'With the flour on [h.his] back, [h] walked over the bridge, step by step, slow and sure. Not one bag fell.',
    ],
    short: 'can walk safely where big horses are afraid',
    taught: true,
    fall: 'galloped down a slope until [h.his] legs got mixed up. After that, [h.he] had to stand in the stable for weeks',
  },
  {
    kinds: ['bear'],
    wish: 'to dance as lightly as the butterflies',
    wishing: 'dancing',
    seen: [
      'The butterflies danced over the clearing, and not one blade of grass moved.',
      'On summer evenings, the butterflies danced as if they weighed nothing.',
    ],
    tries: [
      '[h] danced across the clearing. The mushrooms jumped, and two birds fell off their branch.',
      '[h] stood on [h.his] toes. That went well for one moment. Then there was a bump.',
      '[h] danced in the stream, where it was softer. Afterward, there was not much water left in the stream.',
    ],
    early: 'A thick log lay across the path. [h] lifted it with one paw, to get by, and put it back.',
    trouble: [
      'Then a tree fell right across the door of the badger family. They were inside, and nobody could move it.',
      'One morning, after a storm, a big rock blocked the stream, and the water rose toward the burrows.',
    ],
    deed: [
      '[h] put both arms around it, took a deep breath and lifted. Up it went, as if it were nothing!',
      '[h] leaned against it with all [h.his] weight. It groaned, it moved, it rolled away.',
    ],
    short: 'is stronger than all the others',
    fall: 'danced on the thin ice of the pond. There was a crack, and it was a long and cold way home',
  },
  {
    kinds: ['duck'],
    wish: 'to climb trees like the squirrels',
    wishing: 'climbing',
    seen: [
      'The squirrels ran up the trunks and down again, head first.',
      'Up in the oak, the squirrels chased each other from branch to branch.',
    ],
    tries: [
      '[h] put both flat feet against the trunk and slid down. Squeak!',
      '[h] took a run. It was a hard tree.',
      '[h] held on to the bark with [h.his] beak. That is not how one climbs.',
    ],
    early: 'To cool [h.his] feet, [h] swam once around the pond, as easily as others walk.',
    trouble: [
      'Then a little squirrel slipped from a branch and fell into the pond. It could not swim! The others ran up and down on the bank.',
      'Then the squirrels dropped their bag of winter nuts, and it rolled into the pond and sank.',
    ],
    deed: [
      'Splash! With three strokes, [h] was there, dived, and came up again. A moment later, all was well.',
      '[h] did not think about it. [h.he] jumped in, put [h.his] head under water, and brought up what had gone down.',
    ],
    short: 'can swim and dive like no squirrel',
    taught: true,
    fall: 'got up to the lowest branch with the help of a box. How to come down again, [h.he] did not know, and nobody heard [h.him] all night',
  },
  {
    kinds: ['lamb'],
    wish: 'to be a watchdog',
    wishing: 'barking',
    seen: [
      'The watchdog barked, and everyone felt safe.',
      'Everyone on the farm looked up to the big dog that kept watch at night.',
    ],
    tries: [
      '[h] stood at the gate and barked. Baa! The postman patted [h.his] head.',
      '[h] showed [h.his] teeth. It looked like a smile.',
      '[h] stayed awake all night to keep watch. At nine, [h.he] was asleep.',
    ],
    early: 'When the kittens were cold, they always came and pressed against [h.ns] side.',
    trouble: [
      'Then came the coldest night of the year. Four puppies, only a few days old, shivered in the straw, and the big dog did not know what to do.',
      'One icy morning, a little bird lay in the snow and hardly moved.',
    ],
    deed: [
      '[h] lay down right beside them. The thick wool was as warm as an oven, and soon there was no more shivering.',
      '[h] lay down right next to it, and the thick wool kept out the cold. Soon it lifted its head and peeped.',
    ],
    short: 'has wool that keeps others warm',
    fall: 'ran out at night to chase a fox. The fox only laughed, and it took until morning before anybody found [h.him] in the thorns',
  },
];

/** What can be learned with patience, and from whom. */
export interface Skill {
  readonly kinds: readonly string[];
  readonly wish: string;
  readonly wishing: string;
  readonly seen: readonly string[];
  readonly tries: readonly string[];
  readonly teacher: string;
  readonly advice: { readonly direct: readonly string[]; readonly indirect: readonly string[] };
  readonly steps: readonly string[];
  readonly done: readonly string[];
  readonly fall: string;
  readonly early: string;
}

export const SKILLS: readonly Skill[] = [
  {
    kinds: ['puppy', 'bear', 'fox', 'raccoon'],
    wish: 'to swim',
    wishing: 'swimming',
    seen: [
      'The ducks floated on the pond as if it were the easiest thing in the world.',
      'In the hot sun, the young otters swam and splashed.',
    ],
    tries: [
      '[h] jumped in from high up and went down like a stone. Luckily, the water was shallow.',
      '[h] beat the water until it foamed. [h.he] did not move one bit.',
      '[h] held on to a log. As soon as [h.he] let go, [h.his] nose was under water.',
    ],
    teacher: 'otter',
    advice: {
      direct: [
        'Slowly! First you must learn to float.',
        'Do not fight the water. Lie on it as if it were a bed.',
      ],
      indirect: ['[g] said that one must not fight the water but lie on it like on a bed.'],
    },
    steps: [
      'On the first day, [h] only blew bubbles. On the second day, [h.he] floated for a moment. On the third day, for two moments.',
      '[h] paddled with one leg and then with the next, always near the bank.',
    ],
    done: [
      '[h] came back every day. And then, one morning, [h.his] feet did not touch the ground any more, and [h.he] did not sink. [h.he] was swimming!',
      'After a week of trying, [h] swam to the water lilies and back, and [h.his] nose stayed dry.',
    ],
    fall: 'swam out too far. An otter had to pull [h.him] out, and after that [h.he] was afraid even of puddles',
    early: 'a stick floated by, and it did not sink, because it lay quite still',
  },
  {
    kinds: ['kitten', 'raccoon', 'squirrel'],
    wish: 'to climb to the top of the big oak',
    wishing: 'climbing',
    seen: [
      'The others sat in the top of the oak and saw the whole world.',
      'The woodpecker said that from the top of the oak one could see the sea.',
    ],
    tries: [
      '[h] ran at the trunk and came halfway to the first branch. Then came the way down.',
      '[h] got to the first branch, looked down, and held on with all four feet until somebody came.',
      '[h] climbed up on the smooth side. The smooth side was too smooth.',
    ],
    teacher: 'woodpecker',
    advice: {
      direct: [
        'Do not look down. Look for the next branch!',
        'One branch a day. Nobody has to get to the top on Monday.',
      ],
      indirect: ['[g] said that one should not look down but only at the next branch.'],
    },
    steps: [
      'On the first day, it was one branch. On the second day, it was two.',
      'Every day, [h] climbed one branch higher and sat there until [h.his] knees were still.',
    ],
    done: [
      'It took many days. But one evening there was no branch left above [h.him]. There was only sky! Far away, something glittered. It was the sea.',
      'Branch by branch, [h] went up, a little higher every day, until at last [h.his] head came out of the leaves at the very top, and the whole wood lay below.',
    ],
    fall: 'climbed much too high. A branch broke, and for the rest of the summer there was no climbing at all',
    early: 'a caterpillar crawled up the trunk, one little step at a time, and never looked down',
  },
  {
    kinds: ['otter', 'beaver', 'badger', 'goat'],
    wish: 'to whistle',
    wishing: 'whistling',
    seen: [
      'A thrush whistled on the highest branch, and all the others stopped to listen.',
      'A shepherd went by and whistled, and all the sheep came running.',
    ],
    tries: [
      '[h] blew. It went pfff.',
      '[h] blew with [h.his] mouth wide open. It went hoo.',
      '[h] blew so hard that [h.his] cheeks were like two apples. Nothing came out but wet air.',
    ],
    teacher: 'blackbird',
    advice: {
      direct: [
        'Make your mouth small, as if you wanted to kiss a berry.',
        'Do not blow so hard. A whistle is only a little breath.',
      ],
      indirect: ["[g] said that one must make one's mouth small and blow only a little."],
    },
    steps: [
      'All week long, [h] went pfff, at breakfast, on the way and in bed.',
      '[h] practiced in the morning and in the evening, and in between [h.he] rested [h.his] lips.',
    ],
    done: [
      'Then, on the seventh day, in the middle of a pfff, there was a sound, thin and high. A whistle! And then another one!',
      '[h] practiced for many days. Then, one morning, [h.he] blew without even thinking, and there was a whistle, as clear as a bell.',
    ],
    fall: 'blew so hard that [h.he] got dizzy, fell off the bank and lost [h.his] voice for a week',
    early: 'the wind blew through a tiny hole in a reed and made a fine high sound',
  },
];
