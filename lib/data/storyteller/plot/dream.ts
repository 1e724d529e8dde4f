/** An adventure that turns out to be a dream when somebody wakes up. */
import type { Tale } from '../tale.ts';
import { begin, elder } from '../telling/beats.ts';
import { DREAMS, type Dream } from './dreams.ts';
import { beenOut, happyAtHome, sadAtHome } from './indoors.ts';
import { aside, leisure, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';
import { present } from './presents.ts';

export const dream: Plot = {
  name: 'dream',
  always: ['Twist'],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Foreshadowing', 'Conflict'],
  nouns: ['kind:toy'],
  tell(t: Tale): void {
    const hero = begin(t);
    elder(t);
    const thing = present(t, 'kind:toy');
    t.bind({ o: thing });
    t.world.own(hero, thing);
    t.say([
      'At night, [o.a] always had its place next to [h.ns] bed.',
      '[h] had [o.a], which [h.he] took along wherever [h.he] went.',
      'Of all things, [h] loved [h.his] [o.n] most.',
    ]);
    t.paragraph();
    const place = beenOut(t);
    if (t.has('BadEnding')) {
      t.world.lose(thing, place.at);
      t.say([
        'But when [h] came home, [h.his] [o.word] was not there. [h.he] had lost it somewhere, and it was too dark to look for it.',
        'But on that day, [o.the] had fallen into the river and floated away. [h] went to bed with red eyes.',
        'That evening, there was an empty place next to the bed. [o.the] was gone. It must have been lost on the way home.',
        '[h] had put [o.the] down for one moment that day, and somebody had taken it. There were many tears that evening.',
      ]);
    }
    const what = t.random.pick(DREAMS);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(what.hint);
    }
    t.say(
      t.has('BadEnding')
        ? ['[h] lay awake for a long time.', 'At last, [h] put [h.his] head on the pillow.']
        : [
            '[h] was so tired that [h.he] went to bed without being told.',
            'At home, [h.s] [m.kind] said good night and put out the lamp. [o.the] was in its place.',
            'In bed, [h] looked at [o.the] until the light was out.',
            'At home, it got dark and quiet. [o.the] was in its place, and [h] pulled up the blanket.',
            'In bed, [h] said good night to [o.the], to the moon, and to [h.his] own feet.',
          ],
    );
    t.paragraph();
    adventure(t, what);
    t.paragraph();
    wake(t, what);
  },
};

function adventure(t: Tale, what: Dream): void {
  tersely(t, what.begins);
  if (t.has('BadEnding')) {
    t.say([
      'And there, right in front of [h.o], was [o.the]! It was not lost at all.',
      'And who was waiting there? It was [o.the], all clean and bright!',
      'The first thing that [h] saw was [o.the]. It had been there all the time, it seemed.',
      '[h] could not believe it: there was [o.the]! [h.he] took it and did not let go of it again.',
    ]);
  } else
    t.say([
      '[o.the] was there too. It had grown as big as a house, and it winked.',
      'Next to [h.o] was [o.the]. It had legs and could walk!',
      '[o.the] came along, and it shone like a lamp.',
      'And look, [o.the] was there as well, and it had two bright eyes!',
      '[o.the] was there, too, only that it was as big as a bear now and sang.',
    ]);
  aside(t, what.wonder);
  t.moment('joy', 'h', 0.1);
  const [met, said] = t.random.pick(what.meets);
  if (leisure(t) || t.has('Dialogue') || t.random.chance(0.5)) t.say(met);
  if (t.has('Conflict')) {
    t.mark('Conflict');
    t.say(what.quarrel);
    if (t.has('Dialogue')) t.say(what.shouted);
    t.moment('fear', 'h', 0.3);
  } else if (t.has('Dialogue')) t.say(said);
  t.moment('think', 'h', 0.15);
  tersely(t, what.danger);
  t.moment('fear', 'h', 0.2);
}

function wake(t: Tale, what: Dream): void {
  t.mark('Twist');
  tersely(t, [
    'Then [h] opened [h.his] eyes. [h.he] was in bed! It had all been a <reasoning?dream|song|game>.',
    'Bump! [h] lay on the floor next to the bed. What a surprise! None of it had been real. It had been a <reasoning?dream|book|trick>.',
    'Somebody shook [h.him] by the shoulder. It was [h.ns] [m.kind]. The sun shone in at the window. So it had only been a <reasoning?dream|joke|story>!',
    'And then a rooster crowed. [h] sat up and rubbed [h.his] eyes. It was morning, and all that had been a <reasoning?dream|show|race>!',
    'Then [h] woke up. It had only been a <reasoning?dream|song|trick>!',
  ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(what.payoff);
  }
  if (t.has('BadEnding')) {
    t.say([
      'And [o.the]? The place beside [h.him] was empty. It was still lost, and it never came back.',
      '[h] reached for [o.the]. There was nothing. Only in the dream had it come back.',
      '[h] looked under the pillow and under the bed. [o.the] was not there. It was still as lost as before.',
      'For one moment, [h] was happy. Then [h.he] remembered that [o.the] was gone for good.',
    ]);
    t.moral(
      'a dream can be sweet, but it does not bring back what is lost',
      'we should take good care of what we love',
    );
    t.moment('joy', 'h', 0);
    sadAtHome(t);
    t.summarise(
      '[h.n] has lost [h.his] [o.n]. In a wonderful dream [h.he] has it again, but when [h.he] wakes up, it is still gone.',
    );
    return;
  }
  t.say([
    '[o.the] was in its place, as always.',
    'In the morning light, [o.the] looked just as it always did.',
    '[h] looked at [o.the]. Had it winked? No, it had not.',
    ...what.trace,
  ]);
  if (leisure(t))
    t.speak(
      'h',
      [
        'I was so far away! And I was here all the time!',
        'You will never guess where I was last night!',
        'Can one go back to a dream?',
      ],
      [
        'At breakfast, [h] told the whole dream, from beginning to end.',
        '[h] had to laugh.',
        '[h] wanted to tell everybody about it.',
      ],
      'happy',
    );
  if (t.random.chance(t.unhurried ? 0.6 : 0.2)) {
    if (t.has('Dialogue'))
      t.say([
        'At breakfast, [h] told [h.his] [m.kind] all about it.',
        'At breakfast, [h.ns] [m.kind] heard the whole dream.',
      ]);
    t.speak(
      'm',
      ['Eat your toast, and then tell it to me again.', 'What a dream! I only dreamed of potatoes.'],
      [
        '[h.s] [m.kind] heard all about it, with big eyes.',
        '[h] told [h.his] [m.kind] about it, and then had to tell it once more.',
        '[h.s] [m.kind] heard all about it and smiled. [m.he] had been in such places too, long ago.',
        'The toast got cold while [h] told it.',
      ],
      'happy',
    );
  }
  t.moral(...what.lessons, 'in dreams, one can go anywhere');
  happyAtHome(t, 'morning');
  t.summarise(
    `[h.n] ${what.short}. Then [h.he] wakes up, and it was all a dream.`,
    `In a dream, [h.n] ${what.short}. Then [h.he] wakes up.`,
  );
}
