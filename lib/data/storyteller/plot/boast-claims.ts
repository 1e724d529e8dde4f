/** What somebody may claim to be able to do, and how it goes when it has to be shown. */
import type { Scene } from '../words/entries.ts';

export interface Claim {
  readonly whose: 'child' | 'animal' | 'all';
  readonly scenes: readonly Scene[];
  /** "jump over the stream" */
  readonly can: string;
  readonly boast: readonly string[];
  /** What the one who claims it knows. */
  readonly truthTold: readonly string[];
  /** The truth in the first person, without a full stop. */
  readonly truth: string;
  readonly test: readonly string[];
  readonly fails: readonly string[];
  /** What is lost by it. */
  readonly loss: readonly string[];
  /** How, to everyone's surprise, it works. */
  readonly secret: readonly string[];
  /** What comes of the truth. */
  readonly learns: readonly string[];
}

export const CLAIMS: readonly Claim[] = [
  {
    whose: 'all',
    scenes: ['field', 'wood'],
    can: 'jump over the widest ditch',
    boast: [
      'I can jump over the widest ditch there is!',
      'No ditch is too wide for me. I fly over it like a bird!',
    ],
    truthTold: [
      'In truth, [h] had never jumped over anything wider than a puddle.',
      'That was not so. The last time, [h] had landed in the water with a big splash.',
    ],
    truth: 'I cannot jump over anything wider than a puddle',
    test: [
      'Not far away there was a ditch, wide and full of brown water. They stopped at the edge.',
      '[f.n] knew just the right ditch, and soon they stood in front of it.',
    ],
    fails: [
      '[h] ran, jumped, and landed in the middle with a splash. The mud went up to [h.his] ears.',
      '[h] took a long run, but the other side was too far. Plop!',
    ],
    loss: [
      '[h.s] bag with all the lunch for both of them was under the brown water now.',
      'All the lunch that [h] had carried for both was wet and black.',
    ],
    secret: [
      '[h] ran and ran and jumped, higher than ever, and landed on the other side with both feet!',
      'Just then a gust of wind came from behind. [h] jumped and came down safely on the far side!',
    ],
    learns: [
      'They looked for a small ditch and jumped over that, and then over a wider one.',
      'Together they laid a board across, and so both came to the other side with dry feet.',
    ],
  },
  {
    whose: 'child',
    scenes: ['wood', 'field'],
    can: 'climb to the top of the tallest tree',
    boast: [
      'I can climb to the very top of the tallest tree!',
      'No tree is too tall for me. I climb to the very top!',
    ],
    truthTold: [
      'But [h] had only ever sat on the lowest branch.',
      'That was not true at all. High places made [h.o] dizzy.',
    ],
    truth: 'high places make me dizzy',
    test: [
      '[f.n] pointed at a tree whose top was nearly in the clouds.',
      'They came to a tall old beech, and [f.n] looked at [h.o] with big eyes.',
    ],
    fails: [
      'On the second branch, [h.s] knees began to shake, and [h] held on to the trunk with closed eyes.',
      '[h] slid down the trunk again and again, with moss in [h.his] hair.',
    ],
    loss: [
      'A grown-up had to come with a ladder, and half the village stood there and watched.',
      'The new shirt was torn from top to bottom.',
    ],
    secret: [
      'Branch by branch it went, and when [h] looked around, there was no branch left. That was the top!',
      'Up went [h], branch by branch, and did not look down once. Then something soft touched [h.his] hair. It was a cloud of leaves, the very last ones!',
    ],
    learns: [
      'Then [f.n] showed [h.n] how to hold on with the knees, and they climbed onto the lowest branch together.',
      'They sat down under the tree instead and counted its branches.',
    ],
  },
  {
    whose: 'child',
    scenes: ['water'],
    can: 'swim all the way across',
    boast: [
      'I can swim all the way across and back!',
      'I swim like a fish! The other side is nothing to me!',
    ],
    truthTold: [
      'In truth, [h] could only swim with one foot on the ground.',
      'But [h] had never swum without somebody who held [h.him].',
    ],
    truth: 'I can only swim with one foot on the ground',
    test: [
      'The other side was far away, and the water looked dark and cold.',
      '[f.n] went down to the edge and put one foot in. The water was as cold as ice.',
    ],
    fails: [
      'After three strokes, [h] swallowed water and held on to a reed, coughing.',
      '[h] went in up to the tummy, and then one foot did not want to leave the ground. Everyone could see it.',
    ],
    loss: [
      'The towel and both shoes had floated away in the meantime.',
      'A man with a boat had to fish [h.o] out, and there was no more swimming for anybody that summer.',
    ],
    secret: [
      '[h] let go of the ground, and the water carried [h.him]! One stroke came after the other, and there was the other side.',
      '[h] paddled like a puppy, with eyes closed. When [h.his] knee touched sand, it was the sand on the other side!',
    ],
    learns: [
      'They stayed where the water was shallow, and [f.n] held one hand under [h.ns] tummy until it floated.',
      'So [f.n] taught [h.n] to kick like a frog, and by noon it went quite well.',
    ],
  },
  {
    whose: 'all',
    scenes: ['wood', 'field', 'water'],
    can: 'talk to the birds',
    boast: [
      'I can talk to the birds, and they do what I say!',
      'All the birds come to me, because I can talk to them!',
    ],
    truthTold: [
      'In truth, no bird had ever come. They all flew away.',
      'That was made up, of course, from the first word to the last.',
    ],
    truth: 'the birds always fly away from me',
    test: [
      'In a bush sat a small brown bird. [f.n] asked what it was saying.',
      '[f.n] looked up. Twelve birds sat in a row and waited.',
    ],
    fails: [
      '[h] whistled. At once all the birds flew off, and one feather came down on [h.his] nose.',
      '[h] called and whistled and cheeped. The birds looked the other way.',
    ],
    loss: [
      'They had wanted to see the young ones in the nest. Now the nest was empty and quiet.',
      'The rare blue bird that [f.n] had waited for since morning was gone as well.',
    ],
    secret: [
      '[h] whistled softly, and a little brown bird flew down and sat right on [h.his] head!',
      '[h] cheeped three times. A small voice in the bush cheeped back, three times too!',
    ],
    learns: [
      'They put some crumbs on a stone and sat still. After a long time, one bird came.',
      'Then they sat down and only listened, and that was nice, too.',
    ],
  },
  {
    whose: 'all',
    scenes: ['farm'],
    can: 'lift the heaviest sack',
    boast: [
      'I am so strong that I can lift the heaviest sack here!',
      'I could carry a cow if I wanted to! A sack is nothing to me.',
    ],
    truthTold: [
      'In truth, [h] could hardly lift a bucket of milk.',
      'But [h] was not strong at all, and knew it.',
    ],
    truth: 'I can hardly lift a bucket',
    test: [
      'Not far away stood a sack of potatoes, as fat as a pig.',
      '[f.n] showed [h.o] the biggest sack of all. It was full to the top.',
    ],
    fails: [
      '[h] pulled until [h.his] face was red. The sack did not move, but it got a hole, and a potato rolled out.',
      '[h] pulled and pushed and fell over backward. The sack stood where it had stood.',
    ],
    loss: [
      'Then the sack split open. All the potatoes rolled down the hill and into the stream.',
      'But then it fell over and broke six eggs in a basket.',
    ],
    secret: [
      '[h] gave it a pull, and the sack flew up into the air. It was full of feathers, not of potatoes!',
      '[h] closed both eyes and pulled, and the sack came up as if it weighed nothing. There was only dry hay in it!',
    ],
    learns: [
      'They carried the potatoes away in a small basket, a few at a time, until the sack was empty.',
      'So each of them took one end, and together they could move it after all.',
    ],
  },
  {
    whose: 'all',
    scenes: ['wood', 'sea'],
    can: 'go into the dark cave alone',
    boast: [
      'I am not afraid of anything! I go into the dark cave all alone.',
      'That dark cave over there is nothing! I sleep in it every Sunday!',
    ],
    truthTold: [
      'In truth, [h] slept with a light on.',
      'But [h] did not even like the dark under a blanket.',
    ],
    truth: 'I sleep with a light on',
    test: [
      'Behind some bushes was the mouth of a cave, black as a coal. Cold air came out of it.',
      'They walked to the cave. Somewhere inside, water dripped: plip, plop.',
    ],
    fails: [
      'After five steps something touched [h.s] ear. [h] screamed and came out faster than the wind. It had been a leaf.',
      '[h] went in, heard a drip, and was outside again before anyone could count to three.',
    ],
    loss: [
      'The lamp that [f.n] had lent was broken now, and it had been the only one.',
      'In the hurry, [h] had pushed over the basket, and the lunch was full of sand.',
    ],
    secret: [
      '[h] went in step by step. And then it was light! The cave had a hole in the roof, and the sun shone on a tiny green pool.',
      '[h] went on and on, and all at once stood in the sun. The cave was only a short tunnel!',
    ],
    learns: [
      'Then they went in side by side, only a little way, and sang so that it was not so dark.',
      'They sat down in front of the cave and told each other what they were afraid of. It was a long list.',
    ],
  },
  {
    whose: 'all',
    scenes: ['wood', 'field'],
    can: 'find the way home with closed eyes',
    boast: [
      'I know every path here. I can find the way home with closed eyes!',
      'I never get lost. I could find the way home with closed eyes, even if you turned me around ten times!',
    ],
    truthTold: [
      'In truth, [h] lost the way even with open eyes.',
      'But [h] had got lost only last week, between two bushes.',
    ],
    truth: 'I got lost only last week',
    test: [
      '[f.n] wanted to go home that way at once, and walked behind [h.o].',
      '[f.n] turned [h.o] around ten times and waited to see what would happen.',
    ],
    fails: [
      '[h] shut both eyes, went left, and then left again, and walked right into a thorn bush.',
      'With closed eyes, [h] walked and walked, and then they stood at the same stump as before.',
    ],
    loss: [
      'It was night before they got home, and both had missed the big dinner.',
      'They came home so late that the music on the square was over, and they had waited for it all year.',
    ],
    secret: [
      '[h] closed both eyes, smelled smoke and fresh bread, went after the smell, and opened them in front of [h.his] own door!',
      'With closed eyes, [h] walked straight on and bumped into something. It was the gate at home!',
    ],
    learns: [
      'They looked for the tall pine near the house. When they saw its tip, they knew which way to go.',
      '[f.n] showed [h.n] how the moss grows on one side of the trees, and together they found the way.',
    ],
  },
  {
    whose: 'child',
    scenes: ['town'],
    can: 'stand on both hands',
    boast: [
      'I can stand on both hands for as long as I want!',
      'I can stand on both hands and even walk on them!',
    ],
    truthTold: [
      'In truth, [h] had never tried it.',
      'It was not so. At home [h] had tried it once and had knocked over a lamp.',
    ],
    truth: 'I cannot do it at all',
    test: [
      'Some other children came closer and made a circle on the grass.',
      '[f.n] sat down on the grass to watch, and so did some others.',
    ],
    fails: [
      '[h] put both hands down, kicked, and rolled over like a ball.',
      '[h.s] legs went up, then to one side, and then [h] lay on [h.his] back.',
    ],
    loss: [
      '[f.ns] glasses lay in the grass, bent and broken, where [h.ns] foot had hit them.',
      '[h.his] foot had hit the cake that somebody had put there for a birthday.',
    ],
    secret: [
      '[h] kicked, and the legs went up and stayed there. The whole world was upside down!',
      'Up went the legs. [h] stood, and even took two steps on both hands!',
    ],
    learns: [
      'Then [f.n] held [h.ns] feet, and so it worked, as long as nobody laughed.',
      'They both tried it against a wall, and both fell over, and that was the best part.',
    ],
  },
  {
    whose: 'child',
    scenes: ['town', 'field'],
    can: 'play any song on the flute',
    boast: [
      'I can play any song on the flute that you can think of!',
      'Name any song you like! I can play it on the flute.',
    ],
    truthTold: ['In truth, [h] knew only one note.', 'But [h] had got the flute only two days before.'],
    truth: 'I only know one note',
    test: [
      '[f.n] had a flute in a bag and held it out.',
      'Somebody in the next house had a flute and lent it to them.',
    ],
    fails: [
      'Out of the flute came a sound like an old door. A cat ran away.',
      '[h] blew as hard as possible. Only spit came out, and one sad squeak.',
    ],
    loss: [
      'The flute fell on the stones and got a crack, and it was not even [h.ns].',
      'The little band that [f.n] was in had wanted one more player. They took somebody else.',
    ],
    secret: [
      '[h] blew softly, moved the fingers up and down, and there was a song! Nobody knew it, but everybody liked it.',
      '[h] blew, and a bird in the tree sang along. It sounded as if all of it was meant to be.',
    ],
    learns: [
      'So [f.n] showed [h.n] a second note, and then a third, and that made a small song.',
      '[h] played the one note, [f.n] sang to it, and they called it the song of the lazy bee.',
    ],
  },
];
