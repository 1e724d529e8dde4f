/** Somebody loses the way, looks for signs, asks, and comes home, or comes too late. */
import type { Tale } from '../tale.ts';
import { begin, elder, friend, goOut, happyEnd, makeUp, ONE_DAY, thanks } from '../telling/beats.ts';
import { calledByKind } from '../telling/references.ts';
import { ASKED, EVENTS, KNOWING, SIGNS, VAIN } from './astray-ways.ts';
import { pang } from './leisure.ts';
import type { Plot } from './plot.ts';
import { absent, meet, sadAtHome } from './wayside.ts';

export const astray: Plot = {
  name: 'astray',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const bad = t.has('BadEnding');
    const sign = t.random.pick(SIGNS.filter(({ of }) => of === 'all' || of === hero.sort));
    if (bad) expect(t);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      elder(t);
      t.speak('m', sign.told.direct, sign.told.indirect);
      if (t.unhurried) t.say(['[h.n] {nodded|listened with half an ear}.', '[h.n] kept that in mind.']);
    }
    t.paragraph();
    setOut(t);
    const together = t.has('Conflict') || t.random.chance(t.unhurried ? 0.5 : 0.25);
    if (together) {
      const other = friend(t);
      const kind = other.sort === 'animal' && !calledByKind(other) ? '{| the [f.kind]}' : '';
      t.say([
        `[h.s] friend [f.n]${kind} came along.`,
        `[h.n] did not go alone. [h.his] friend [f.n]${kind} came too.`,
        `With [h.him] went [h.his] friend [f.n]${kind}.`,
      ]);
      t.moment('game', 'both', 0.1);
    }
    t.bind({ us: together ? t.group(hero, t.character('f')) : hero });
    t.scenery('h', 0.1);
    loseWay(t);
    t.moment('fear', 'h', 0.2);
    pang(t, 'h', 0.5, ['scared', 'worried', 'a little afraid', 'lonely', 'very worried']);
    t.paragraph();
    if (t.has('Conflict')) dispute(t);
    const vain = t.random
      .shuffle([...VAIN])
      .slice(0, t.unhurried ? 1 + t.random.int(2) : t.has('Conflict') ? 0 : 1);
    vain.forEach((lines, index) => {
      t.say(lines.map((line) => (index === 0 ? line : `${t.random.pick(['Then ', 'After that, '])}${line}`)));
    });
    t.moment('think', 'h', 0.1);
    if (t.has('Conflict')) {
      if (t.unhurried)
        t.say([
          'It was no good to be angry and lost at the same time.',
          'It grew darker. Now neither of them wanted to be right any more.',
          'A twig cracked somewhere, and they moved close together.',
        ]);
      makeUp(t, 'f', 'h');
    }
    t.paragraph();
    if (bad) {
      tooLate(t, sign.short);
      return;
    }
    const back = t.has('Foreshadowing') ? bySign : t.random.pick([bySign, byAsking, byAsking, found]);
    back(t, sign);
    t.paragraph();
    t.moral(
      'it is better to stay on the path',
      'one should look back now and then to know the way home',
      LEARNED.get(back)!,
      ...(together ? ['two who stay together are never quite lost'] : []),
    );
    hero.place = null;
    t.moveTo('home');
    t.late ||= DUSK.test(t.text.slice(-900));
    happyEnd(t, together ? 'both' : 'h');
  },
};

/** What tells that the way home was found late in the day. */
const DUSK =
  /\b(?:it grew darker|to get dark|almost dark|gets dark|shadows grew|small light|sun (?:was just going|stood low)|evening I will)\b/i;

/** What each of the ways home teaches. */
const LEARNED: ReadonlyMap<typeof bySign, string> = new Map([
  [bySign, 'when one is lost, it is best to stay calm and think'],
  [byAsking, 'those who ask will find the way'],
  [found, 'when one is lost, it is best to stay in one place'],
]);

function setOut(t: Tale): void {
  goOut(
    t,
    [
      `${ONE_DAY}, [h] went [to] {to look for mushrooms|to pick flowers|to see what was new there}.`,
      `${ONE_DAY}, [h] set out for [the], farther than ever before.`,
      `${ONE_DAY}, the sun was warm, and [h] went for a long walk [to].`,
      `${ONE_DAY}, [h] had nothing to do, so [h.he] wandered off [to].`,
      `${ONE_DAY}, [h] took a piece of bread and went [to].`,
    ],
    ['wood', 'field'],
  );
}

function expect(t: Tale): void {
  const event = t.random.pick(EVENTS[t.character('h').sort === 'animal' ? 'animal' : 'child']);
  t.bind({ event: event.what, missed: event.missed });
  t.say([
    '[h.n] was looking forward to one thing: soon there would be [event].',
    'For weeks, [h] had talked of nothing but [event].',
    'And that week there was something to look forward to: [event]!',
  ]);
}

function loseWay(t: Tale): void {
  if (t.has('BadEnding'))
    t.say([
      'It was the day of [event], and it would begin in the evening.',
      'That evening would bring [event], but the evening was still far away.',
      'By evening, [h] had to be back, because it was the day of [event].',
    ]);
  t.say([
    'A yellow butterfly flew by. [us] ran after it, and when it was gone, so was the path.',
    'There were berries on one bush, and more on the next. [us] went on and on, until no path was left.',
    'There was a new little path. [us] followed it around one corner and another, and then it simply stopped.',
    '[us] left the path for just a moment. Then a soft white fog came up, and there was nothing to see but the next bush.',
    '[us] wanted to take a shortcut. It went through tall grass and over a ditch, and came out nowhere.',
    'Somewhere ahead a bird was singing. [us] followed the song, on and on, and did not look back once.',
    '[us] followed the tracks of a deer, past {three|four|five} trees and over a ditch, until there were no more tracks.',
  ]);
  if (t.unhurried || !t.has('Dialogue') || t.has('Conflict'))
    t.say([
      'Which way was home? Everything looked the same {on all sides|here}.',
      'When [us] turned around, nothing looked as it had before.',
      'To the left were bushes, and to the right were bushes.',
      'Home had been behind [us.o]. But where was behind now?',
      'It was very quiet. There was no doubt: [us] [us.was] lost.',
    ]);
  // Those who are going to quarrel have enough to say.
  if (t.has('Conflict')) return;
  t.speak(
    'h',
    t.cast.f === undefined
      ? [
          'Oh no. I do not know the way home.',
          'This tree was not here before. Or was it?',
          'I think I am lost.',
          'Now what? All the trees look like brothers.',
        ]
      : [
          'Where are we? Do you know, [f.n]?',
          'This bush was not here before. Or was it?',
          'I thought that you knew the way.',
          'I think we are lost.',
        ],
    [],
    'afraid',
  );
}

function dispute(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'h',
    ['We must go left! I know it!', 'It is this way! You never listen!', 'We are lost because of you!'],
    [
      '[h.n] wanted to go left and [f.n] wanted to go right, and soon they were shouting.',
      '[h.n] said that it was all because of [f.n], who had run ahead. [f.n] said that this was a lie.',
    ],
    'angry',
  );
  t.speak(
    'f',
    [
      'You always know everything, and now look where we are!',
      'No! You are wrong again!',
      'It was you who wanted to come here!',
    ],
    [],
    'angry',
  );
  if (t.unhurried || !t.has('Dialogue'))
    t.say([
      '[f.n] stamped off to one side and [h.n] to the other. Ten steps later, both stopped.',
      'They stood back to back and did not say a word, while the shadows grew longer.',
      'They pulled at each other, one this way and one that way, and got nowhere.',
    ]);
  else
    t.say([
      'Then it was very quiet.',
      'Nobody answered, not even the echo.',
      'It began to get dark.',
      'The wind went through the grass.',
    ]);
}

type Sign = (typeof SIGNS)[number];

function bySign(t: Tale, { works, probe, short }: Sign): void {
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Then [h.n] remembered what [h.his] [m.kind] had said.',
      'All at once, [h.n] thought of [h.his] [m.kind] and what [m.he] had told [h.him].',
      'And then it came back to [h.n]: [h.his] [m.kind] knew what to do when one is lost!',
    ]);
    t.say(probe);
  }
  t.say(works);
  home(t);
  t.summarise(`[h.n] loses the way [at] and finds it again ${short}.`);
}

function byAsking(t: Tale): void {
  for (const asked of t.random
    .shuffle(ASKED.filter(({ kind }) => absent(t, kind)))
    .slice(0, t.unhurried ? 1 + t.random.int(2) : t.random.int(2))) {
    meet(t, 'a', [asked.kind]);
    t.say([
      `${asked.where} sat [a.a]. {Perhaps [a.he] would know.|[us] asked [a.him].}`,
      `${asked.where}, there was [a.a]. [us] asked for the way.`,
    ]);
    t.speak('a', asked.direct, asked.indirect);
  }
  const [kind, reason] = t.random.pick(
    KNOWING.filter(([kind, , of]) => absent(t, kind) && (of === 'all' || of === t.character('h').sort)),
  );
  meet(t, 'g', [kind]);
  t.bind({ reason });
  t.say([
    'Then [us] met [g.a] and asked [g.him] for the way.',
    'Somebody was humming a little tune. It was [g.a], and [us] asked [g.him] for help.',
    'At last, [g.a] came along and heard what had happened.',
  ]);
  t.speak(
    'g',
    [
      'I know where you live. [reason]. Come with me!',
      'That is easy. [reason]. I will show you the way.',
      '[reason], so just follow me!',
    ],
    [
      '[g] knew the way, of course, and showed it to [us.o].',
      '[g] knew where [h.n] lived, went ahead, and looked back at every corner to see if [us] [us.was] still there.',
    ],
    'happy',
  );
  home(t);
  if (t.unhurried) thanks(t, 'h', 'g');
  t.summarise(
    '[h.n] loses the way [at], but [g.a] knows it.',
    '[h.n] cannot find the way home, until [g.a] shows it to [h.him].',
  );
}

function found(t: Tale): void {
  elder(t);
  t.say([
    'In the end, [us] sat down and waited. A small light moved between the trees and came nearer and nearer.',
    'Then [us] stayed where [us.he] [us.was]. There was a call, very faint, somewhere behind the trees.',
    '[us] stayed next to a big white stone and clapped and sang, and somebody heard it.',
    '[us] did not go one step farther. It was almost dark when there was a voice that [h.n] knew.',
  ]);
  t.speak(
    'm',
    [
      'There you are! I looked for you everywhere!',
      // It was not far where home is right behind the hill.
      t.has('Twist')
        ? `{[h.n]|My little one}, I heard you calling! Let us go home.`
        : `{[h.n]|My little one}, how far you have come! Let us go home.`,
      'How good that you stayed in one place! So I could find you.',
    ],
    [
      'It was [h.ns] [m.kind]. [m.he] had looked for [h.him] since noon.',
      'There stood [h.ns] [m.kind] and hugged [h.him] for a long time.',
    ],
    'happy',
  );
  home(t);
  t.summarise(
    '[h.n] is lost [at]. [h.his] [m.kind] looks for [h.him] and brings [h.him] home.',
    '[h.n] cannot find the way home [at], until [h.his] [m.kind] comes.',
  );
}

function home(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And what a surprise! Home had been right behind the next hill all the time, so near that one could smell the dinner.',
      'Just then something big and dark jumped out of a bush! But it was only the old dog from next door, which had been lost as well.',
      'Then came the surprise. [us] had walked around and around, no more than a hundred steps from the door.',
    ]);
  }
  t.say([
    'Soon [h.n] saw a door that [h.he] knew.',
    'Before long, [h.n] was home. The first thing that [h.he] saw was {a thin line of smoke|the warm light of the door}.',
    'How good the old path looked now, and the door at the end of it!',
    'Soon [h.n] was home, and a good smell of dinner came out of the door.',
    'Never before had home looked so {beautiful|good|warm}.',
    'Not long after that, [h.n] stood in front of [h.his] own door.',
  ]);
}

function tooLate(t: Tale, short: string): void {
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Only when the sky grew dark did [h.n] remember what [h.his] [m.kind] had said. If only [h.he] had thought of it sooner!',
      '[h.n] remembered the words of [h.his] [m.kind] at last, but by then it was night.',
    ]);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'Then there was a light, small and yellow! But what a bad surprise: it was only the moon in a puddle.',
      'But then came a bad surprise. The path went once around the hill and ended at the very same tree.',
    ]);
  }
  t.say([
    `It took until late at night before the way home was found${t.has('Foreshadowing') ? ` ${short}` : ''}.`,
    'The stars had been out for a long time before [us] saw the first light of home.',
    'When [us] found the old path at last, the moon was high in the sky, and it was still a long way home.',
  ]);
  t.say([
    'And [event]? It was over. [missed]',
    'But by then, [event] was over. [missed]',
    '[missed] [us] had missed [event].',
  ]);
  t.paragraph();
  t.moral(
    'one should look back now and then to know the way home',
    'a shortcut can be a very long way',
    'it is better to stay on the path',
  );
  sadAtHome(t);
  t.summarise('[h.n] loses the way [at] and comes home much too late for [event].');
}
