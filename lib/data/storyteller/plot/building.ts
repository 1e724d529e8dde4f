/** Something is built out of what lies around, is ruined, and is built again, better. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, happyEnd, makeUp, sadEnd } from '../telling/beats.ts';
import { PLACES } from '../words/places.ts';
import { type Ruin, SITES, type Site } from './building-sites.ts';
import { pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { dearThing } from './things.ts';

export const building: Plot = {
  name: 'building',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:treasure'],
  tell(t: Tale): void {
    const hero = begin(t);
    const site = t.random.pick(SITES.filter((one) => one.for === 'all' || one.for === hero.sort));
    const place = t.random.pick(
      PLACES.filter(
        ({ scene, for: whose, id }) =>
          site.scenes.includes(scene) &&
          id !== 'barn' &&
          !(site.notAt ?? []).includes(id) &&
          (whose === 'all' || (whose === 'animals') === (hero.sort === 'animal')),
      ),
    );
    const ruin = t.random.pick(
      site.ruins.filter(({ mild, notAt }) => !(mild && t.has('BadEnding')) && notAt !== place.scene),
    );
    t.world.go(hero, place);
    t.bind({ at: place.at, to: place.to, x: site.a, xthe: site.the });
    t.paragraph();
    t.say(site.begins);
    const winter = site.a === 'a snowman';
    if (!winter) t.day('h', 0.05);
    const together = t.has('Conflict') || t.random.chance(t.unhurried ? 0.6 : 0.3);
    if (together) {
      friend(t);
      t.say([
        'It would be too much for one, but [h.his] friend [f.n] helped.',
        '[h.n] called [h.his] friend [f.n], and they began.',
        '[h.s] friend [f.n] came by and stayed to help.',
      ]);
    }
    t.bind({ us: together ? t.group(hero, t.character('f')) : hero });
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      elder(t);
      // Whoever speaks there has to come there first.
      if (t.has('Dialogue'))
        t.say([
          '[h.s] [m.kind] came by to look.',
          'On the way home, [h.his] [m.kind] stopped to see what was going on.',
          'Soon [h.his] [m.kind] came along and watched.',
        ]);
      t.speak('m', [ruin.warned.direct], [ruin.warned.indirect]);
      if (t.unhurried)
        t.say([
          'But [h.n] was so busy that [h.he] hardly listened.',
          '[h.n] only heard half of it.',
          '[h.n] nodded and had forgotten it a moment later.',
        ]);
    }
    t.moment('way', 'h', 0, ['Before [h] began, [h.he] <past>.', 'First of all, [h] <past>.']);
    // No bugs and no butterflies in the snow.
    t.scenery('h', winter ? 0 : 0.1);
    t.paragraph();
    raise(t, site);
    t.paragraph();
    t.say(ruin.happens);
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say(ruin.warned.true);
    }
    t.moment('think', 'h', 0.1);
    pang(t, 'h', 0.5, ['sad', 'upset', 'very sad', 'disappointed', 'close to tears']);
    if (t.has('Conflict')) blame(t);
    if (t.has('BadEnding')) {
      giveUp(t, ruin);
      return;
    }
    again(t, site, ruin);
  },
};

function raise(t: Tale, site: Site): void {
  const rest = t.random
    .shuffle(site.parts.slice(site.needs))
    .slice(0, (site.needs === 1 ? 1 : 0) + (t.unhurried ? t.random.int(2) : 0));
  const steps = [...site.parts.slice(0, site.needs), ...rest];
  const { upAfter = steps.length } = site;
  for (const lines of [...steps.slice(0, upAfter), site.up, ...steps.slice(upAfter)]) t.say(lines);
  const top = dearThing(t, 'kind:treasure');
  t.bind({ o: top });
  t.world.own(t.character('h'), top);
  t.say([
    'Something was still missing. [h.n] ran home, fetched [o.a], and put it on [xthe].',
    'At the very end, [h.n] decorated [xthe] with [o.a] from home.',
    'So that everyone knew whose it was, [h.n] fetched [o.a] from home and put it on [xthe].',
    'From home, [h.n] had brought [o.a], and it got the best place on [xthe].',
  ]);
  t.world.lose(top, 'on it');
  if (t.unhurried || (t.has('Dialogue') && t.has('BadEnding')))
    t.speak(
      'h',
      [
        'Look at that! It is the best one in the whole world.',
        'Nobody has ever built anything like it!',
        'It looks just as I thought it would.',
        'I could look at it all day.',
      ],
      ['[us] walked around it three times.', '[h.n] was very proud.', 'It looked wonderful.'],
      'happy',
    );
  if (t.cast.f !== undefined) t.moment('game', 'both', 0.1);
}

function blame(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'That is because you did it all wrong! You never think!',
      'It is your fault! You wanted to build it here!',
      'If you had been more careful, it would not have happened!',
    ],
    [
      '[f.n] said that it was all the fault of [h.n], who had done it wrong.',
      '[f.n] said that [h.n] had chosen the wrong place and had not worked hard enough.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'My fault? You did nothing but give orders!',
      'That is not true! I did most of the work!',
      'Then build your own! I do not want to build with you any more!',
    ],
    ['[h.n] did not want to hear that and shouted back.'],
    'angry',
  );
  t.say([
    'They sat down, back to back, and did not say a word.',
    '[f.n] walked away, ten steps, and stopped.',
    'A bird hopped between them and looked at the one and then at the other.',
    'For a long time, neither of them spoke.',
  ]);
  if (t.has('BadEnding')) return;
  makeUp(t, 'f', 'h');
}

function again(t: Tale, site: Site, ruin: Ruin): void {
  t.world.find(t.character('h'), t.thing('o'));
  t.say(
    ruin.mild
      ? ['At least the [o.word] was still there.', 'Nobody had touched the [o.word].']
      : site.a === 'a raft'
        ? [
            'The [o.word] was not lost. It had got caught between two logs.',
            'At least the [o.word] was still there. It hung on a rope.',
          ]
        : [
            'In the middle of it all, [h.n] found the [o.word].',
            'At least the [o.word] was still there.',
            'The [o.word] was not lost. It lay close by.',
          ],
  );
  t.speak(
    'h',
    [
      'We cannot leave it like that. Let us try again, but better!',
      'I know what was wrong. This time it will hold.',
      'Now I know how it must be done!',
    ].slice(t.cast.f === undefined ? 1 : 0),
    ['[h.n] did not want to give up.', '[h.n] thought about what had gone wrong.', 'Then [h.n] had an idea.'],
    'plain',
  );
  t.say(ruin.again);
  t.world.lose(t.thing('o'), 'on it');
  if (t.unhurried)
    t.say(['And back to its place went [o.the].', 'The [o.word] went right back to its place.']);
  if (t.has('Twist')) {
    t.mark('Twist');
    const turns = [
      'The next morning there was a surprise. Next to [xthe] stood a second one, very small, and beside it a mouse, out of breath.',
      'The next day came a surprise. On [xthe] there was a little flag that nobody had put there.',
    ];
    if (site.a === 'a den')
      turns.push(
        'And what a surprise! The next day, a family of hedgehogs was asleep in the den, five in a row.',
      );
    if (t.character('h').sort === 'child')
      turns.push(
        'Then something unexpected happened. Somebody took a picture, and the next day [xthe] was in the newspaper!',
      );
    t.say(turns);
  } else if (t.unhurried || !t.has('Conflict')) t.say(site.used);
  t.paragraph();
  t.moral(
    'what has been built once can be built again',
    'one learns most from what goes wrong',
    ...(t.has('Conflict')
      ? ['it is better to build together than to shout at each other']
      : ['the second try is often the best']),
  );
  happyEnd(t, t.cast.f === undefined ? 'h' : 'both', 'later');
  t.bind({ ruin: ruin.short });
  t.summarise(
    ...(ruin.mild
      ? [`[h.n] builds [x] [at], but [ruin]. Then it gets ${ruin.mild}.`]
      : [
          '[h.n] builds [x] [at], but [ruin]. Then [h.he] builds it again.',
          '[h.n] builds [x] [at]. When [ruin], it has to be built again.',
        ]),
  );
}

function giveUp(t: Tale, ruin: Ruin): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came one more bad surprise. A magpie flew down and carried off [o.the].',
      'Then, to the surprise of everyone, a crow took [o.the] and flew away with it.',
    ]);
  } else
    t.say([
      'And [h.ns] [o.word]? A bird had found it before [us.o] and taken it along.',
      'The [o.word] was gone too. Only the marks of two bird feet could be seen there.',
      'Even the [o.word] was lost. A magpie sat on a branch with it and flew off.',
    ]);
  t.world.vanish(null, t.thing('o'));
  t.say([
    'There was nothing left that could have been used again.',
    'All that work had been for nothing.',
    'To begin all over again? For that, [h.n] was too tired.',
  ]);
  t.paragraph();
  t.moral(
    ...(t.has('Foreshadowing')
      ? ['it is good to listen before one begins']
      : ['one should choose a good place before one begins']),
    'one should not put what one loves in a place where it is not safe',
    ...(t.has('Conflict') ? ['a quarrel mends nothing'] : []),
  );
  sadEnd(t, t.cast.f === undefined || t.has('Conflict') ? 'h' : 'both');
  t.bind({ ruin: ruin.short });
  t.summarise('[h.n] builds [x] [at], but [ruin], and nothing is left of it.');
}
