/** What the problems have in common in which a thing flies over a fence. */
import type { Tale } from '../../tale.ts';
import type { Noun } from '../../words/lexicon.ts';
import type { Way } from '../problem.ts';
import { thrown } from '../things.ts';

const FENCES: readonly (readonly [a: string, the: string])[] = [
  ['a high wooden fence', 'the fence'],
  ['an old stone wall', 'the wall'],
  ['a tall white fence', 'the fence'],
  ['a thick green hedge', 'the hedge'],
  ['a high garden wall', 'the wall'],
];
/** Binds `fence` and `theFence`. */
export function fenceStands(t: Tale): void {
  const [fence, theFence] = t.random.pick(FENCES);
  t.bind({ fence, theFence });
}

/** What can be tried at every fence. */
export const FENCE_WAYS: readonly Way[] = [
  {
    name: 'jump',
    by: 'self',
    fails: [
      '[h] jumped up to look over [theFence]. With each jump, [h.he] saw [o.the] for a moment, and that was all.',
      '[h] took a long run and jumped. [h.he] bumped into [theFence] and sat down hard.',
      'There was an old bucket. [h] stood on it, but it tipped over, and [h.he] landed on the ground.',
    ],
  },
  {
    name: 'climb',
    by: 'self',
    fails: [
      '[h] tried to climb over, but there was nothing to hold on to.',
      '[h] got halfway up. Then [h.he] slipped, slid down, and had a scratch on one knee.',
      '[h] pulled [h.self] up a little. The top was sharp, and [h.he] quickly let go.',
    ],
  },
  {
    name: 'gap',
    by: 'self',
    fails: [
      'Low down in [theFence] there was a small gap. [h] put one [arm] through it, but [o.the] lay much too far away.',
      '[h] found a gap and tried to crawl through. The head went in, but the tummy did not. [h] was stuck and had to wriggle back out.',
      '[h] poked a long twig through a gap. It only touched some leaves.',
    ],
  },
  {
    name: 'scratch',
    by: 'self',
    fails: [
      '[h] began to dig under [theFence] with [h.his] [hands]. After a short while, [h.he] came to a big stone.',
      '[h] scratched at the ground under [theFence]. It was full of roots, and nothing could move them.',
    ],
  },
  {
    name: 'lift',
    by: 'together',
    friends: true,
    idea: {
      direct: ['I will lift you up, and you climb over.', 'Step on my back, [h.n]!'],
      indirect: ['One could lift the other up.'],
    },
    fails: [
      '[f.n] lifted [h.n] up, and [h.n] looked over [theFence]. Then [f.n] had to laugh, and both of them fell down.',
      '[h.n] stood on [f.ns] back. That was nearly high enough, but only nearly.',
    ],
  },
  {
    name: 'dig',
    by: 'tool',
    needs: 'does:dig',
    idea: {
      direct: [
        'We cannot get over [theFence], but maybe under it. We need [x.one]!',
        'With [x.one], I could dig a tunnel.',
      ],
      indirect: ['With [x.one], one could dig under [theFence].'],
    },
    works: [
      'With [x.the], [h] dug under [theFence] and pulled [o.the] out.',
      'With [x.the], [h] dug a tunnel under [theFence], just wide enough. [h.he] crawled in and came out again with [o.the] and with earth in both ears. Then [h] filled the hole again, as one should.',
      '[h] took [x.the] and dug, and dug, and dug. At last, light came through from the other side. [h] stretched out one [arm] and got hold of [o.the].',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'reach',
    by: 'tool',
    needs: 'does:reach',
    idea: {
      direct: ['With something long, like [x.one], it could work.', 'We need [x.one]!'],
      indirect: ['What was needed was something long, like [x.one].'],
    },
    works: [
      'With [x.the], [h] reached over [theFence] and pulled [o.the] up.',
      'With [x.the], [h] reached through a gap in [theFence] and pulled [o.the] closer, a little more each time, until [h.he] could grab it.',
      'There was a tree near [theFence]. [h] climbed on its lowest branch and reached down on the other side with [x.the]. Once, twice, and up came [o.the].',
    ],
    short: 'with [x.a]',
  },
  {
    name: 'small friend',
    by: 'creature',
    needs: 'can:dig',
    unfit: ['pig', 'fox', 'dog', 'puppy'],
    narrow: true,
    works: [
      '[c] slipped under [theFence] and came back with [o.the].',
      'For [c.the], a fence is no trouble. It slipped under [theFence] and was gone. Then the grass moved, and [c.the] came back, with [o.the] behind it.',
      '[c] made itself flat, crawled under [theFence], and came back the same way. It pulled [o.the] along, bit by bit.',
    ],
    short: 'with the help of [c.a]',
  },
];

/** What nobody throws over a fence. */
const WHEELED: readonly string[] = [
  'wheelbarrow',
  'stroller',
  'wagon',
  'cart',
  'scooter',
  'tricycle',
  'barrel',
  'suitcase',
  'bike',
];

/** Kinds of what nobody throws for fun. */
const PRECIOUS: readonly string[] = ['treasure', 'fragile'];

/** What is the same behind every fence. */
export const FENCE_TEXTS = {
  things: ['stuck', 'roll'],
  accept: (noun: Noun): boolean =>
    thrown(noun) && !PRECIOUS.includes(noun.kind) && !noun.tags.has('big') && !WHEELED.includes(noun.word),
  scenes: ['town', 'farm', 'field'],
  notAt: ['yard', 'market', 'flower shop', 'train station', 'barn', 'hill', 'valley', 'meadow'],
  notFor: ['squirrel', 'kitten', 'raccoon', 'goat', 'mouse', 'pony', 'duck', 'frog'],
  premises: ['own', 'own', 'friend', 'borrowed'],
  happens: [
    '[h] threw [o.the] up as high as [h.he] could. The wind took it along, and it came down on the other side of [fence].',
    '[h] wanted to know how far [o.the] could fly. It flew very far. It flew right over [fence].',
    '[h] swung [o.the] around and around, and then it slipped away. Up it went and down again, behind [fence].',
    ['kick', '[h] gave [o.the] one hard kick. It went up, up, up, and then it was gone, over [fence].'],
    ['bounce', '[o.the] bounced on a stone, once, and then so high that it went over [fence].'],
    '[h] threw [o.the] up and ran to catch it, but it went much too far. It landed behind [fence].',
  ],
  cries: ['Oh no! Not in there!', 'Oh dear! Not that yard!', 'Why did it have to fly in there?'],
  promises: ['We will find a way in.', 'What went over can come back.', 'Come, we will have a look.'],
  won: 'gets it back',
} as const;
