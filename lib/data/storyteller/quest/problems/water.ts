/** A thing floats out on still water or on the sea, too far from the shore. */
import type { Tale } from '../../tale.ts';
import type { Noun } from '../../words/lexicon.ts';
import type { Problem } from '../problem.ts';

/** Whoever swims has no trouble with it. */
export const SWIMMERS: readonly string[] = ['duck', 'frog', 'otter', 'beaver', 'turtle'];

const WATERS: Readonly<Record<string, string>> = {
  lake: 'the lake',
  pond: 'the pond',
  waterfall: 'the deep pool',
  'old mill': 'the mill pond',
  'mill pond': 'the mill pond',
  'duck pond': 'the duck pond',
  'quiet bay': 'the bay',
};

/** Whether the water can carry off such a thing, which somebody has brought along. */
export const floats = ({ tags, word }: Noun): boolean =>
  tags.has('own') && !tags.has('big') && word !== 'shell';

function prepare(t: Tale): void {
  const water = WATERS[t.character('h').place?.id ?? ''] ?? 'the sea';
  t.bind({ water });
}

export const water: Problem = {
  name: 'water',
  things: ['float'],
  accept: floats,
  scenes: ['water', 'sea'],
  notAt: ['river', 'stream', 'brook', 'dunes'],
  notFor: SWIMMERS,
  prepare,
  happens: [
    '[o.the] slipped into the water and floated out, farther and farther.',
    'A wave came, took [o.the] and carried it out, where the water was deep.',
    '[h] let [o.the] float for a moment, and the wind pushed it out on [water].',
    '[h] put [o.the] on the water to see if it could swim. It could! It swam out, a little farther with every wave.',
    'A gust of wind came and took [o.the]. It came down in the water and began to float away.',
    '[h] ran along the shore, stumbled over a stone, and let go. [o.the] rolled down, went splash and floated out on [water].',
    '[h] threw [o.the] up into the air and did not catch it. Splash! There it was, out on [water].',
    '[h] bent down over the water to look at a fish. Plop! [o.the] fell in, and the waves carried it off.',
    'Then [h] put [o.the] down for a moment, too close to the water. A wave came, and when it went, it took [o.the] along.',
    [
      'kick',
      '[h] gave [o.the] one great kick. It flew in a high arc and came down in the middle of [water].',
    ],
  ],
  plight: {
    direct: [
      'My [o.word] is floating out there on the water, and I cannot get it!',
      'Do you see that [o.word] out there? It is mine, and it is floating away!',
      'I only wanted to wash my [o.word]. Now it is out on the water!',
      'The wind blew my [o.word] out on the water.',
    ],
    indirect: [
      '[p.s] [o.word] was floating out on [water], and [p.he] could not reach it.',
      'The wind had blown [p.ns] [o.word] out on [water].',
    ],
  },
  seen: [
    'Out on [water], something was going up and down on the waves. It was [o.a].',
    "[h] looked out over [water]. Out there floated [o.a], all alone, and it was nobody's.",
    'What was that on the water? [h] looked again. It was [o.a], far from the shore.',
    'Between two waves, [h] saw [o.a]. Somebody must have lost it.',
  ],
  cries: [
    'Oh no! It is swimming away!',
    'Come back, [o.word]! Come back!',
    'Stop, stop! Now it is out there!',
    'Oh dear! It is so far away!',
    'What shall I do? It is floating away!',
  ],
  promises: [
    'We will get it back on dry land!',
    'It floats, so it is not lost yet.',
    'Do not cry. It has not gone far.',
  ],
  ways: [
    {
      name: 'arm',
      by: 'self',
      fails: [
        'The water was too wide for any [arm], and [h] could not reach it.',
        '[h] stretched as far as [h.he] could, but [o.the] was too far out.',
        '[h] lay down on the shore and stretched out one [arm], but the water between was much too wide.',
        '[h] knelt on a flat stone and reached out. There was still so much water between, and the stone was slippery. [h.he] almost fell in.',
        '[h] held on to a bush and leaned out over the water as far as [h.he] could. That was not far enough.',
        'Just a little more, a little more! [h] stretched until everything hurt, but [h.he] touched only water.',
      ],
    },
    {
      name: 'twig',
      by: 'self',
      idea: {
        direct: ['Maybe I can pull it in with a twig.', 'I need something to reach out with.'],
        indirect: ['Perhaps a branch would reach it.', ''],
      },
      fails: [
        'With a long twig, [h] just touched it, and that only pushed it out a little farther.',
        '[h] found a twig, but it was much too <reasoning?short|sweet|loud>.',
        '[h] broke a branch off a dead bush and fished for [o.the] with it. The branch <reasoning?was too short|was too sweet|was too loud>, so it only touched the water.',
        'With a long twig, [h] tried to pull it closer. The twig bent, and instead of coming in, [o.the] went a little farther out.',
        '[h] reached out with a reed. A reed is soft, and it just bent down into the water.',
        '[h] found an old branch that was long enough. But it was so old that it broke in two, and one half floated away as well.',
      ],
    },
    {
      name: 'stones',
      by: 'self',
      idea: {
        direct: [
          'I will throw stones. They make waves, and the waves will bring it in!',
          'Maybe some waves will help!',
        ],
        indirect: ['Stones make waves, [h] thought, and waves could bring it in.'],
      },
      fails: [
        '[h] threw stones, but their waves only pushed it farther out.',
        '[h] threw stones into the water. They made fine waves, but the waves ran out from the shore and <reasoning?pushed [o.the] farther away|brought [o.the] to the shore|made [o.the] very dry>.',
        'Plop, plop, plop, went the stones. With every plop, [o.the] went a little farther out. That was the wrong way!',
        '[h] threw a stone, and it landed on the near side. So the waves carried [o.the] even farther away.',
        '[h] splashed the water with all [h.his] might. Now [h.he] was wet from head to foot, and [o.the] was still out there.',
      ],
      works: [
        'So [h] threw stone after stone far over [o.the], and the waves brought it back.',
        '[h] thought hard. A stone must fall on the far side, so that the waves run <reasoning?to the shore|away from the shore>. [h] threw stone after stone, far over [o.the], and wave after wave brought it closer until [h] could grab it.',
        '[h] threw big stones, but not at [o.the]. They flew over it and fell behind it. Each one made a wave, and each wave pushed [o.the] a little closer to the shore, until it lay at [h.ns] feet.',
      ],
      short: 'with waves made by stones',
    },
    {
      name: 'wade',
      by: 'self',
      fails: [
        '[h] put one foot into the water. It was too cold and too deep.',
        '[h] stepped into the water. It was as cold as ice! After three steps, [h.he] ran out again with blue toes.',
        'Step by step, [h] went in. But soon the ground was gone under [h.his] feet, and [h.he] quickly turned back. It was too deep.',
        '[h] went in up to [h.his] knees, then up to [h.his] tummy. Then [h.he] stopped. One must never go into deep water alone.',
        'The ground was soft mud, and [h] sank in deeper with each step. It was not easy to get out again.',
      ],
    },
    {
      name: 'call',
      by: 'self',
      fails: [
        '[h] blew as hard as [h.he] could to send a little wind. But [h.he] was not as strong as the wind.',
        '[h] ran along the shore to be closer. But when [h.he] was there, the wind had turned, and [o.the] floated back the other way.',
        '[h] called out across the water. Nobody came to help.',
      ],
    },
    {
      name: 'wind',
      by: 'self',
      idea: {
        direct: [
          'Feel the wind! It is turning. We only have to go where it blows and wait.',
          'Where the wind goes, there it will go too.',
        ],
        indirect: ['[h] held up a leaf to see where the wind was going.'],
      },
      works: [
        '[h] ran along the shore to the place where the wind was going, and waited. There came [o.the]!',
        'The wind was blowing along the shore now, so [o.the] had to go <reasoning?the same way|the other way>. [h] ran ahead and waited. Slowly, slowly, [o.the] came floating along, and [h] just had to pick it up.',
        'Some leaves lay on the water, and all of them went the same way. [h] went where the leaves went. Behind the reeds, there was a little bay full of leaves, and in the middle of them lay [o.the], close enough to take.',
      ],
      short: 'by waiting where the wind brings it',
    },
    {
      name: 'chain',
      by: 'together',
      idea: {
        direct: ['Hold me tight. Then I can lean out!', 'Give me your hand, [f.n], and do not let go!'],
        indirect: ['If one held the other, they could reach farther.'],
      },
      fails: [
        '[f.n] held on to [h.n], and [h.n] leaned out far over the water. But then [f.n] had to sneeze, and splash! Both of them sat in the water, where it was not deep but very wet.',
        '[both] made a chain, but two were not enough for so much water.',
      ],
      works: [
        'They waited for a wave that brought it closer. Then [f.n] held [h.n] tight, and so [h.n] could lean out and get it.',
        '[f.n] held on to a big rock with one [arm] and to [h.n] with the other. So [h.n] could lean out far over the water, much farther than alone. A wave brought [o.the] a little closer, and [h] had it!',
        '[f.n] sat down on the shore and held [h.n] by both legs. So [h.n] could lean out far over the water. When the next wave brought [o.the] closer, [h.he] quickly took it.',
      ],
      short: 'together with [f.n]',
    },
    {
      name: 'reach',
      by: 'tool',
      needs: 'does:reach',
      idea: {
        direct: ['What we need is something long, like [x.one].', 'With [x.one], it would not be too far.'],
        indirect: ['What was needed was something long, like [x.one].'],
      },
      works: [
        '[h] lay down on the shore, waited for a wave that brought [o.the] closer, and reached out with [x.the]. It was just long enough! Slowly, [h] pulled [o.the] in.',
        'With [x.the], [h] could reach much farther than with one [arm]. When the waves brought [o.the] closer, [h] gave it a push to the left and a pull to the right, and it came to the shore.',
        '[h] held [x.the] tight, waited for the right wave, and reached out over the water. Once, twice it slipped. The third time, [o.the] came along, wet but whole.',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'catch',
      by: 'tool',
      needs: 'does:catch',
      unfit: ['magnet'],
      idea: {
        direct: ['I need something to fish for it. [x.one], maybe!', 'With [x.one], I could fish it out.'],
        indirect: ['With [x.one], one could fish it out.'],
      },
      works: [
        '[h] waited until the waves brought [o.the] closer. Then, with [x.the], [h] fished it out at the third try.',
        'When a wave brought [o.the] closer, [h] reached out over the water with [x.the] and lifted it out like a fish.',
        '[h] walked along the shore with [x.the] and waited until a wave brought [o.the] a little closer. Then, quick as a cat, [h.he] caught it.',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'boat',
      by: 'tool',
      needs: 'does:cross',
      unfit: ['rope', 'basket', 'paddle'],
      idea: {
        direct: ['With [x.one], I could go out there!', 'We need [x.one] to get across the water.'],
        indirect: ['With [x.one], one could get out there.'],
      },
      works: [
        'With [x.the] to float on, [h] paddled out to [o.the] and brought it back.',
        '[h] pushed [x.the] into the water, sat on it and paddled out with a branch, very slowly, so that it would not tip over. Out there, [h.he] bent down, took [o.the], and paddled back.',
        '[h] tried it first where it was not deep. Yes, [x.the] held! Then [h.he] paddled out with a branch, bit by bit, and came back with [o.the].',
      ],
      short: 'with [x.a]',
    },
    {
      name: 'elder',
      by: 'elder',
      idea: {
        direct: [
          'Do not be sad. You will have it back in no time.',
          'Stay on the shore. I will get it.',
          'I know this water well. Wait here.',
        ],
        indirect: ['[m] told [h.o] to stay on the shore.'],
      },
      works: [
        '[m] walked right in, because it was not deep for [m.o], and brought [o.the] back.',
        '[m] rolled up [m.his] clothes and walked right in. What was deep for [h.n] was not deep for [m.o]. Soon [m.he] came back with [o.the], dripping wet.',
        '[m] tied a stone to a long string and threw it over [o.the]. Then [m.he] pulled the string in, very slowly, and [o.the] came with it.',
        '[m] swam out with long, strong strokes. In no time, [m.he] was back with [o.the], wet from head to toe.',
      ],
      short: 'with the help of [h.his] [m.kind]',
    },
    {
      name: 'swimmer',
      by: 'creature',
      needs: 'can:swim',
      works: [
        '[c] swam out and pushed [o.the] back to the shore.',
        '[c] slipped into the water and swam out without a sound. It pushed [o.the] in front of it, all the way to the shore.',
        'For [c.the], water was like a road. It swam out, went around [o.the] once, and pushed it right to [h.ns] feet.',
        'Splash! Already [c.the] was in the water. Soon there were two things on the waves, one behind the other, and both came closer and closer.',
      ],
      short: 'with the help of [c.a]',
    },
    {
      name: 'flyer',
      by: 'creature',
      needs: 'can:fly',
      only: 'light',
      works: [
        '[c] flew out over the water, took [o.the] in its [beak], and carried it back to [h.n].',
        '[c] beat its wings just above the waves. That made wind, and the wind blew [o.the] to the shore.',
      ],
      short: 'with the help of [c.a]',
    },
  ],
  lost: [
    'Farther and farther it went, until nobody could see it any more.',
    'The wind grew stronger. [o.the] became a small dot on the water, then a smaller one, and then there was nothing to be seen any more.',
    '[us] stood on the shore until the sun went down. By then, [o.the] was full of water. It sank, and a few bubbles came up where it had been.',
    'In the end, a long wave came and carried [o.the] out where nobody could follow. It never came back.',
  ],
  robbed: [
    'But then came a bad surprise. A big bird took [o.the] and flew away with it.',
    'And then, when it was almost close enough to grab, something unexpected happened. A huge fish came up, opened its mouth, and [o.the] was gone!',
    'But then came a bad surprise. A big bird dived down, took [o.the] in its beak, and flew away over the water.',
  ],
  itself: [
    'And then came the surprise. The wind turned around and blew [o.the] back to the shore!',
    'Then something happened that nobody had expected. The wind turned around! It blew from the other side now, and it blew [o.the] right back to the shore.',
    'And then came the surprise. A big old turtle came up under [o.the] and carried it on its back to the shore, as if it had known.',
    'Suddenly, to the surprise of everyone, [o.the] began to move. A family of fish was playing with it! They pushed it here and there, and at last right up on the sand.',
  ],
  warning: {
    direct: [
      'Do not play too close to the water, [h.n]. What falls in swims away.',
      'The water takes what it can get. Hold on to your things!',
      'If you go near the water, take good care of [o.the].',
    ],
    indirect: [
      '[m] told [h.o] not to play too close to the water, because what falls in swims away.',
      '[m] told [h.o] to hold on to [h.his] things near the water.',
    ],
  },
  short: 'floats away on the water',
  won: 'gets it out of the water',
  wonItself: 'To the surprise of everyone, it comes back to the shore.',
  failed: 'Nothing helps, and it never comes back.',
  lessons: [
    'it is wise to be careful near the water',
    'what one does not hold on to can be gone in a moment',
  ],
};
