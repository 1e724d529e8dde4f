/** What can be learned with patience: how it fails, what helps, and how it goes in the end. */
import type { Tale } from '../tale.ts';

export interface Skill {
  readonly goal: string;
  readonly scenes: readonly string[];
  /** Kinds and homes of animals that need not learn it. */
  readonly notFor?: readonly string[];
  /** What has to be told of the place: ", where the stream was,". */
  readonly near?: string;
  /** It needs frost. */
  readonly cold?: true;
  readonly fails: readonly string[];
  readonly advice: readonly string[];
  /** Half way there. */
  readonly better: readonly string[];
  readonly success: readonly string[];
  readonly surprise: readonly string[];
  /** What makes it impossible for good. */
  readonly pity: readonly string[];
}

/** The skills that such a hero can lack. */
export function skillsFor(t: Tale): Skill[] {
  const hero = t.character('h');
  const home = hero.sort === 'animal' ? t.homeOf(hero) : undefined;
  return SKILLS.filter(
    ({ notFor = [] }) =>
      !notFor.includes(hero.kind) &&
      !(home !== undefined && (notFor.includes(home) || notFor.includes('animals'))),
  );
}

const SKILLS: readonly Skill[] = [
  {
    goal: 'ride a bike',
    scenes: ['town'],
    notFor: ['animals'],
    fails: [
      'fell into a bush',
      'rolled down the wrong way',
      'fell off after two steps',
      'ran into a fence and lost a shoe',
      'got one leg over the bike and fell off on the other side',
    ],
    advice: ['look ahead and not at your feet', 'go a little faster, for a slow bike falls over'],
    better: ['the bike went straight on for five whole seconds', 'only one knee got a scratch'],
    success: [
      'rode all the way home without falling',
      'rode around the big tree and back, and even rang the bell',
    ],
    surprise: [
      'nobody had held the bike for a long time',
      'the seat had been on backward all that time, and it worked anyway',
    ],
    pity: ['somebody drove over the bike with a cart', 'the bike was stolen in the night'],
  },
  {
    goal: 'swim',
    scenes: ['water'],
    notFor: ['water'],
    fails: [
      'swallowed a lot of water',
      'sank like a stone',
      'splashed and did not move at all',
      'got water up the nose and had to cough',
      'held on to the grass and did not dare to let go',
    ],
    advice: ['stay calm and kick with your legs', 'lie on the water as if it were your bed'],
    better: ['the water held [h.him] for a moment, just like a leaf', 'it worked for three strokes'],
    success: ['swam to the big stone and back', 'swam like a frog, with the head above the water'],
    surprise: [
      'the water there was deeper than anybody had thought',
      'a family of ducks had come to swim along behind',
    ],
    pity: [
      'the cold winter came, and the water turned to ice',
      'it did not rain for weeks, and the water dried up',
    ],
  },
  {
    goal: 'whistle',
    scenes: ['town', 'field', 'wood', 'farm'],
    notFor: ['duck'],
    fails: [
      'blew, but only air came out',
      'made a funny noise',
      'got a dry mouth',
      'blew until both ears were red',
      'spat on [h.his] own foot by accident',
    ],
    advice: ['make your mouth as round as an O', 'blow as softly as if you wanted to cool your soup'],
    better: ['there was a sound as thin as that of a mouse', 'one clear note came out, just one'],
    success: ['whistled a whole song', 'whistled so clearly that everybody turned around'],
    surprise: [
      'a bird answered with the very same song',
      'three dogs came running, because they thought that somebody had called them',
    ],
    pity: ['the summer was over, and nobody had time to practice any more'],
  },
  {
    goal: 'skate on the ice',
    cold: true,
    scenes: ['water'],
    notFor: ['turtle', 'frog'],
    fails: [
      'fell on the ice',
      'turned around and around and could not stop',
      'sat down hard',
      'lost a mitten and slid after it on the tummy',
      'held on to a branch over the ice and did not dare to let go',
    ],
    advice: ['bend your knees and take small steps', 'look where you want to go'],
    better: ['[h] took four steps on the ice and did not fall', 'it looked a bit like dancing, for a moment'],
    success: ['skated all the way across', 'skated a big round circle and did not fall once'],
    surprise: ['the best skater of the village stood there and clapped', 'the lines on the ice made a heart'],
    pity: ['the sun came out and the ice melted', 'the warm spring wind came, and the ice was gone'],
  },
  {
    goal: 'tie a good knot',
    scenes: ['town', 'farm', 'sea'],
    notFor: ['pony', 'lamb', 'donkey', 'pig', 'goat'],
    fails: [
      'got stuck in the middle of the knot',
      'made a knot that fell apart',
      'made a knot that nobody could open',
      'tied the rope to [h.his] own foot and fell over',
      'had four ends in the end, and there should have been two',
    ],
    advice: ['go around once, then through the hole', 'do it slowly, and pull only at the end'],
    better: ['the knot held for as long as nobody pulled', 'it began to look like a knot'],
    success: ['tied a knot that held', 'tied three knots in a row, and not one of them opened'],
    surprise: [
      'it was the very same knot that sailors use',
      'that very knot kept a boat from floating away in the storm that night',
    ],
    pity: ['the old rope broke, and there was no other one', 'a boat sailed away with the only good rope'],
  },
  {
    goal: 'play the flute',
    scenes: ['town', 'field', 'wood', 'farm'],
    notFor: ['duck', 'turtle', 'pony', 'lamb', 'donkey', 'pig', 'goat'],
    fails: [
      'made a noise like a goose',
      'made some dog howl',
      'could not find the right holes',
      'blew so hard that all the birds flew off',
      'played the same wrong note ten times',
    ],
    advice: ['blow softly and move one finger at a time', 'play it very slowly first, like a snail'],
    better: ['three notes in a row sounded right', 'it began to sound like a song'],
    success: ['played a song from beginning to end', 'played so well that people stopped to listen'],
    surprise: [
      'all the birds had become quiet to listen',
      'people who had not danced for years began to dance',
    ],
    pity: ['the flute fell into a deep well', 'the flute broke in two'],
  },
  {
    goal: 'climb a rope',
    scenes: ['town', 'farm'],
    notFor: ['squirrel', 'raccoon', 'pony', 'lamb', 'donkey', 'duck', 'pig', 'goat', 'turtle'],
    fails: [
      'slid right back down',
      'got only as high as a chair',
      'hung there like a sack',
      'went around and around like a top',
      'let go and sat down hard',
    ],
    advice: ['use your feet and not only your arms', 'rest a little, and then go on'],
    better: ['[h] got as high as a horse, and then a bit more', 'the ground was already a little way down'],
    success: ['climbed up to the very top', 'sat up there at the top and laughed down at everybody'],
    surprise: [
      'there was a bell at the top that nobody had ever rung',
      'a bird had its nest up there, with five little eggs in it',
    ],
    pity: ['the rope was taken away', 'the rope grew old and broke'],
  },
  {
    goal: 'catch a ball',
    scenes: ['town', 'field'],
    notFor: ['duck', 'pony', 'lamb', 'donkey', 'turtle', 'pig', 'goat'],
    fails: [
      'closed both eyes and missed',
      'dropped the ball',
      'ran the wrong way',
      'caught nothing but air',
      'got the ball on the nose',
    ],
    advice: ['keep your eyes on the ball', 'wait for it like a cat, and then be quick'],
    better: ['the ball stayed in [h.s] arms for a moment', 'one ball out of ten did not fall down'],
    success: [
      'caught the ball ten times in a row',
      'jumped up and caught a ball that was flying over the fence',
    ],
    surprise: [
      'somebody who could do it for years said that it had never looked so easy',
      'somebody threw a hat into the air for joy, and that was caught as well',
    ],
    pity: ['the ball was lost in the river', 'the ball rolled under a truck and went flat'],
  },
  {
    goal: 'jump over the stream',
    near: ', where the stream was,',
    scenes: ['wood', 'field'],
    notFor: ['water', 'turtle', 'pony', 'rabbit'],
    fails: [
      'landed in the cold water',
      'stopped just before the edge',
      'got both feet wet',
      'jumped too early and sat down in the mud',
      'ran and ran, and then turned around',
    ],
    advice: ['run first, and jump with all your strength', 'look at the other side and not at the water'],
    better: ['only one foot got wet', 'there was not much missing any more'],
    success: [
      'flew over the stream and landed on the other side',
      'jumped so far that there was even some room left',
    ],
    surprise: [
      'a frog jumped at the same time, and fell right into the water',
      'there was a little bridge behind the bush, and nobody had ever seen it',
    ],
    pity: ['heavy rain made the stream too wide', 'somebody built a fence along the stream'],
  },
  {
    goal: 'do a headstand',
    scenes: ['field', 'town', 'farm'],
    notFor: ['duck', 'pony', 'lamb', 'donkey', 'turtle', 'hedgehog', 'pig', 'goat'],
    fails: [
      'fell over to the left',
      'fell over to the right',
      'rolled over like a ball',
      'stayed up for as long as one blink',
      'kicked over a basket of apples',
    ],
    advice: ['put your weight on your arms and lift your legs slowly', 'begin at a wall and lean on it'],
    better: ['the legs stayed up until somebody counted to three', 'the wall was needed only a little'],
    success: [
      'did a headstand and saw the whole world upside down',
      'stood so straight that a bird might have taken the two feet for a bush',
    ],
    surprise: [
      'a key fell out of a pocket, the one that everybody had looked for since Monday',
      'the little brother next door had learned it just from watching',
    ],
    pity: ['there was snow on the ground, and nobody did headstands any more until spring'],
  },
  {
    goal: 'write a whole word',
    scenes: ['town'],
    notFor: ['animals'],
    fails: [
      'wrote one letter the wrong way around',
      'forgot a letter in the middle',
      'broke the pencil',
      'made a big black spot on the paper',
      'had no room left for the end of it',
    ],
    advice: ['draw each letter slowly, like a little picture', 'say the sounds as you write them'],
    better: ['the first three letters looked just right', 'the line went up a little, but one could read it'],
    success: [
      'wrote it all, from the first letter to the last',
      'wrote it in big letters on a card, and everybody could read it',
    ],
    surprise: [
      'the same word was carved into the old school bench, from long ago',
      'the teacher hung the paper on the wall for everyone to see',
    ],
    pity: [
      'all the others wrote a big card for a friend who had moved away, and only one name was missing on it',
    ],
  },
];
