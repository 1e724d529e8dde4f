/** A small thing that does not float lies at the bottom of the water. */
import type { Tale } from '../../tale.ts';
import type { Problem } from '../problem.ts';
import { SWIMMERS } from './water.ts';

const WATERS: Readonly<Record<string, readonly [water: string, shore: string]>> = {
  lake: ['the lake', 'on the old pier'],
  pond: ['the pond', 'on the little bridge'],
  river: ['a quiet bend of the river', 'on the bank'],
  waterfall: ['the pool under the waterfall', 'on a big rock'],
  'old mill': ['the mill pond', 'on the wall'],
  'mill pond': ['the mill pond', 'on the bank'],
  'duck pond': ['the duck pond', 'on the bank'],
  stream: ['a quiet bend of the stream', 'on the bank'],
  brook: ['a deep place in the brook', 'on the bank'],
  'quiet bay': ['the bay', 'on a rock'],
  'village square': ['the fountain', 'on the rim of the fountain'],
  park: ['the duck pond', 'on the little bridge'],
  'town park': ['the duck pond', 'on the bank'],
};

function prepare(t: Tale): void {
  const [water, edge] = WATERS[t.character('h').place?.id ?? ''] ?? ['a deep pool of water', 'on a rock'];
  t.bind({ water, edge });
}

export const sunk: Problem = {
  name: 'sunk',
  things: ['small'],
  accept: ({ tags, kind, countable }) =>
    countable &&
    tags.has('own') &&
    !tags.has('float') &&
    !tags.has('light') &&
    !tags.has('eat') &&
    !tags.has('wear') &&
    !tags.has('tear') &&
    kind !== 'paper',
  scenes: ['water', 'town', 'sea'],
  notAt: [
    'playground',
    'garden',
    'yard',
    'market',
    'flower shop',
    'train station',
    'school yard',
    'fair',
    'street corner',
    'bus stop',
    'zoo gate',
    'harbor',
    'dunes',
  ],
  notFor: SWIMMERS,
  unlike: ['big', 'huge', 'large', 'giant', 'enormous', 'wooden', 'light'],
  prepare,
  happens: [
    '[h] stumbled over a stone. [o.the] fell into [water] and sank to the bottom.',
    '[h] looked at a dragonfly and not at [o.the]. There was a plop, and then it lay at the bottom of [water].',
    '[h] slipped on the wet ground, and [o.the] fell into [water]. It did not <knowledge?float|sink|burn>, and down it went.',
    '[h] sat [edge] and let [o.the] shine in the sun. A fish jumped, [h] jumped too, and plop! Now [o.the] lay at the bottom of [water].',
    '[h] bent over [water] to see the fish. Something slipped and fell, with a small splash. It was [o.the]. It did not <knowledge?float|sink|burn>, and down it went.',
    '[h] stood [edge] and turned around too fast. [o.the] flew in a high arc and went down in [water] like a stone.',
    '[h] wanted to wash [o.the]. But it was wet and slippery, and then it was gone. A few bubbles came up from the bottom of [water].',
    '[h] skipped along with [o.the] in one [hand], tripped, and heard a plop. [o.the] sank to the bottom of [water].',
  ],
  plight: {
    direct: [
      'My [o.word] fell into [water], and it cannot swim!',
      'Do you see something down there, under the water? That is my [o.word].',
      'I only wanted to wash my [o.word]. Now it lies at the bottom of [water]!',
    ],
    indirect: [
      '[p.s] [o.word] lay at the bottom of [water].',
      '[p.s] [o.word] had fallen into [water] and had sunk like a stone.',
    ],
  },
  seen: [
    'The sun shone down into [water], all the way to the bottom. And there lay [o.a].',
    '[h] looked into [water] and saw [h.his] own face. Then [h.he] saw something behind it, far down. It was [o.a].',
    'Something lay at the bottom of [water]. [h] waited until the water was still. It was [o.a]!',
  ],
  cries: [
    'Oh no! It is down there!',
    'It cannot swim!',
    'Oh dear! How deep is it?',
    'I can see it, but I cannot get it!',
  ],
  promises: [
    'We will get it up again!',
    'As long as we can see it, it is not lost.',
    'Do not cry. It only lies there and waits.',
  ],
  ways: [
    {
      name: 'arm',
      by: 'self',
      fails: [
        '[h] lay down and put one [arm] into the water, up to the shoulder. The bottom was much farther away than it looked.',
        '[h] reached in. The water was so cold that [h.he] had to pull out again at once.',
        'It looked so close! [h] grabbed at it, and grabbed only water.',
      ],
    },
    {
      name: 'stir',
      by: 'self',
      fails: [
        '[h] poked around with a twig. Now the mud came up, and the water was so brown that one could not see the bottom any more.',
        'With a reed, [h] pushed [o.the] a little. It slid into an even deeper place.',
      ],
    },
    {
      name: 'throw',
      by: 'self',
      fails: [
        '[h] threw in a stone to make it jump up. It did not jump up. Now there was a stone on top of it.',
        '[h] blew at the water, and the water made rings. The rings went away, and [o.the] stayed.',
        '[h] waited for it to come up. But what has sunk does not come up by itself.',
      ],
    },
    {
      name: 'wade',
      by: 'self',
      fails: [
        '[h] stepped in with bare feet. The stones were as slippery as soap, and [h.he] sat down in the water with a big splash.',
        '[h] went in up to the knees, and then the ground was gone. One must not go any farther alone, so [h.he] turned back.',
      ],
    },
    {
      name: 'clear water',
      by: 'self',
      idea: {
        direct: ['We must not stir it. We must be still.', 'I will wait until I can see it well.'],
        indirect: ['First, one had to see it well, [h] thought, and sat very still.'],
      },
      works: [
        '[h] waited. When the water was <reasoning?clear|brown|gone>, [h.he] saw a flat stone like a step. From there, it was easy to get [o.the].',
        '[h] sat down and waited until the water was still and <reasoning?clear|brown|gone>. Now [h.he] saw it: there was a flat stone, like a step, that one could stand on. From there, it was easy to get [o.the].',
        '[h] waited until the wind was still and the water was like glass. Then [h.he] saw a flat stone in it, near the bank. From there, [h] let down a loop of grass and fished [o.the] out.',
      ],
      short: 'from a flat stone in the water',
    },
    {
      name: 'gum',
      by: 'self',
      idea: {
        direct: [
          'I need a long branch with something sticky on it.',
          'What sticks even when it is wet? Tree gum!',
        ],
        indirect: ['Tree gum sticks even when it is wet, [h] remembered.'],
      },
      works: [
        'With tree gum on the end of a long branch, [h] pulled [o.the] up.',
        '[h] pressed a lump of tree gum on the end of a long branch, let it down to the bottom, and pushed. Slowly, slowly, [h.he] pulled it up. [o.the] hung on the end, dripping and shining.',
      ],
      short: 'with a sticky branch',
    },
    {
      name: 'catch',
      by: 'tool',
      needs: 'does:catch',
      unfit: ['magnet', 'blanket', 'jar', 'pot'],
      idea: {
        direct: ['With [x.one], I could fish it out!', 'What we need is [x.one].'],
        indirect: ['What was needed was [x.one].'],
      },
      works: [
        'With [x.the], [h] fished along the bottom until there was something in it. It was [o.the]!',
        '[h] let down [x.the], slowly, slowly. Up came a leaf, then some mud, and then, at the third try, [o.the].',
        'With [x.the], [h] went along the bottom, as slowly as a snail. Something moved down there. [h] lifted it out, and it was [o.the].',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'pull',
      by: 'tool',
      needs: 'does:pull',
      unfit: ['belt', 'chain', 'magnet', 'scarf'],
      idea: {
        direct: [
          'If I put something sticky on [x.one] and let it down, it could work!',
          'Something long, like [x.one], would reach the bottom.',
        ],
        indirect: ['Something long, like [x.one], would reach the bottom.'],
      },
      works: [
        '[h] made a loop in [x.the], let it sink, and pulled [o.the] up.',
        '[h] tied a stone with a lump of tree gum to [x.the] and let it down. The stone touched [o.the], the gum held it, and up they came together.',
        '[h] made a loop at the end of [x.the] and let it sink. It took many tries. Then the loop lay right around [o.the], and [h] pulled very gently.',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'two',
      by: 'together',
      idea: {
        direct: [
          'You hold my legs, and I will reach down!',
          'Four eyes see more than two. Tell me where it is!',
        ],
        indirect: ['If one held the other, they could reach deeper.'],
      },
      fails: [
        '[f.n] held [h.n] by the legs, and [h.n] reached down. A fish swam by and tickled [h.his] nose, and [h.he] laughed so much that they had to stop.',
      ],
      works: [
        'While [f.n] held on tight, [h.n] reached down, head first, and came up with it.',
        '[f.n] held [h.n] by the legs, and [h.n] took a deep breath and reached down, head first. When [h.he] came up, water ran out of [h.his] ears, but [o.the] was in [h.his] [hand].',
        '[f.n] stood on the other side, where one could see it well, and told [h.n] where to go. A little left, a little deeper! So [h] found it with two long branches and lifted it out.',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'Water makes everything look closer than it is. Let me try.',
          'Wait. I think I can see it down there.',
          'I have fished out many things in my life.',
        ],
        indirect: ['[m] knew that water makes everything look closer than it is.'],
      },
      works: [
        '[m] went in up to the belly and picked up [o.the] with two toes.',
        '[m] rolled up [m.his] clothes, went in up to the belly, and felt around with one foot. There was something! [m.he] picked up [o.the] with two toes and laughed.',
        '[m] lay down flat [edge] with a long spoon from the kitchen. One scoop, two scoops, and with the third scoop, up came [o.the].',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
    {
      name: 'diver',
      by: 'creature',
      needs: 'can:swim',
      unfit: ['dog', 'toad', 'duckling', 'seagull', 'swan', 'goose'],
      works: [
        '[c] dived and came up again with [o.the].',
        '[c] took a deep breath and dived. One could see it go down, around a stone, and up again. It put [o.the] down at [h.ns] feet and shook off the water.',
        'With hardly a splash, [c] was gone. There were bubbles, and more bubbles, and then a wet head, and [o.the] as well.',
        'For [c.the], the bottom of the water was as near as the ground is for others. It went down, picked up [o.the], and brought it back.',
      ],
      short: 'with the help of [c.a]',
    },
  ],
  lost: [
    'A little mud came down on it, and then some more. When the sun set, nobody could see it any more, and it was never found.',
    '[us] tried until it was dark. The next day, the water was high and brown from the rain, and when it was clear again, there was nothing at the bottom but stones.',
    'In the end, only the moon looked down on the water. [o.the] lay at the bottom, and there it stayed.',
  ],
  robbed: [
    'But then came a bad surprise. A big fish swallowed [o.the] and was gone.',
    'Then something moved down there. But what a bad surprise! A hungry fish came up out of the mud, took [o.the] for a worm, and swallowed it.',
    'And then something unexpected happened. A huge old fish swam by, opened its mouth, and swallowed [o.the] as if it were a fly.',
  ],
  itself: [
    'And then came the surprise. A duck dived and came up with [o.the] in its beak!',
    'Then something happened that nobody had expected. A duck dived for its lunch and came up with something strange in its beak. It did not taste good, so it spat it out on the shore. It was [o.the]!',
    'And then came the surprise. The water began to sink, lower and lower, and nobody knew why. In a little while, [o.the] lay on the dry ground!',
  ],
  warning: {
    direct: [
      'Keep [o.the] in your bag near the water, [h.n]. It cannot swim.',
      'Hold [o.the] tight when you are near the water!',
    ],
    indirect: ['[m] told [h.o] to keep [o.the] in the bag near the water, because it could not swim.'],
  },
  short: 'sinks to the bottom',
  won: 'gets it up again',
  wonItself: 'To the surprise of everyone, it comes up again.',
  failed: 'Nobody can get it up, and it is lost for ever.',
  lessons: ['it is wise to be careful near the water', 'small things are easy to lose'],
};
