/** Something is forbidden; it is done all the same and has its price, or the wish is mastered. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, happyEnd, sadEnd } from '../telling/beats.ts';
import { RULES, type Rule } from './forbidden-rules.ts';
import { brisk, leisure, pang } from './leisure.ts';
import type { Plot } from './plot.ts';

export const forbidden: Plot = {
  name: 'forbidden',
  always: ['Foreshadowing'],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const rule = t.random.pick(
      RULES.filter(
        ({ children, notFor, of }) =>
          (!children || hero.sort === 'child') &&
          !(notFor && hero.sort === 'animal' && t.homeOf(hero) === notFor) &&
          of !== hero.kind,
      ),
    );
    elder(t);
    t.bind({ rule: rule.rule, why: rule.why, reason: rule.reason, did: rule.did });
    t.paragraph();
    // What only children must not do is in the house.
    if (rule.children) hero.place = null;
    else t.world.go(hero, t.somewhere(hero));
    warned(t);
    if (!rule.children && !rule.cold) t.day('h');
    t.scenery('h', rule.cold ? 0 : undefined);
    if (!rule.children) t.moment('way', 'h', 0.1);
    if (leisure(t, 0.5))
      t.say([
        'But when [h] was alone, [h.he] could not stop thinking about it.',
        'For a while, [h] was good and played.',
        'Then [h] was alone.',
        'An hour went by. It was very quiet.',
        'The thing about a rule is that one thinks of it all the time.',
      ]);
    t.moment('think', 'h', 0.2);
    t.paragraph();
    t.say(brisk(t, rule.tempt));
    if (!t.has('BadEnding') && !t.has('Conflict') && !t.has('Twist') && t.random.chance(0.3)) {
      masters(t, rule);
      return;
    }
    if (leisure(t, 0.5))
      t.speak(
        'h',
        [
          'Just once cannot be so bad.',
          'Nobody will ever know.',
          'I will do it only for a moment.',
          'I am big enough now. I will be careful.',
        ],
        [
          '[h] thought that nobody would ever know.',
          'Just once could not be so bad, [h] thought.',
          'Only for a moment, [h] thought.',
        ],
      );
    t.say([
      'So [h.n] [did].',
      'And [h.n] [did].',
      '[h.n] looked around, and then [h.he] [did].',
      '[h.n] held [h.his] breath and [did].',
    ]);
    t.say(brisk(t, rule.result));
    t.moment('fear', 'h', 0.2);
    pang(t, 'h', 0.3, rule.danger ? ['scared', 'afraid', 'frightened'] : undefined);
    t.paragraph();
    if (rule.danger) {
      saved(t, rule);
      return;
    }
    const comes = t.has('Conflict') || t.has('Twist') || leisure(t, 0.4);
    if (t.has('Conflict')) quarrel(t);
    else if (comes)
      t.say([
        'When [h.ns] [m.kind] came back, [m.he] saw it at once.',
        'Soon [h.ns] [m.kind] came and saw it, too.',
        'There were quick footsteps. It was [h.ns] [m.kind].',
      ]);
    if (t.has('BadEnding')) {
      t.say(brisk(t, rule.worse));
      badly(t);
      return;
    }
    if (t.has('Twist')) unexpected(t, rule);
    else
      t.say(
        comes
          ? [
              `[m] did not shout. [m.he] ${t.pick(rule.rescue)}.`,
              `Quickly, [h.ns] [m.kind] ${t.pick(rule.rescue)}.`,
              `There was no time to scold. [h.ns] [m.kind] ${t.pick(rule.rescue)}.`,
            ].slice(t.has('Conflict') ? 1 : 0, t.has('Conflict') ? 2 : 3)
          : [
              `Luckily, [h.ns] [m.kind] came just then and ${t.pick(rule.rescue)}.`,
              `[h.s] [m.kind] saw it and came running. In no time, [m.he] ${t.pick(rule.rescue)}.`,
              `[h.ns] [m.kind] heard it at once and ${t.pick(rule.rescue)}.`,
            ].slice(0, rule.children ? 3 : 2),
      );
    forgiven(t);
  },
};

/** Help comes first, and hard words after it. */
function saved(t: Tale, rule: Rule): void {
  if (t.has('BadEnding')) {
    t.say(brisk(t, rule.worse));
    if (t.has('Conflict'))
      quarrel(t, [
        'And when [h.ns] [m.kind] heard what had happened, there was trouble.',
        '[h.ns] [m.kind] heard of it, of course.',
      ]);
    badly(t);
    return;
  }
  if (t.has('Twist')) {
    unexpected(t, rule);
    t.say(['Then [h.ns] [m.kind] came running.', '[h.ns] [m.kind] had seen it all and came running.']);
  } else {
    const rescue = t.pick(rule.rescue);
    t.say([
      `Luckily, [h.ns] [m.kind] had come to look for [h.o] and ${rescue}.`,
      `[h.s] [m.kind] was already looking for [h.o]. In no time, [m.he] ${rescue}.`,
      `It was [h.ns] [m.kind] who ${rescue}.`,
    ]);
  }
  if (t.has('Conflict'))
    quarrel(t, ['Then [m] looked at [h.n] with a red face.', 'When it was over, [m] shook [m.his] head.']);
  forgiven(t);
}

function warned(t: Tale): void {
  t.mark('hint');
  if (leisure(t, 0.8))
    t.say(
      brisk(t, [
        '{One day|One morning}, [h.ns] [m.kind] had to go out for a while.',
        '[h.ns] [m.kind] had one rule.',
        'There were not many rules at home. But there was one.',
        '{One day|One afternoon}, [h.ns] [m.kind] was busy, and [h] could play alone.',
      ]),
    );
  t.speak(
    'm',
    [
      'Listen to me. Do not [rule]! You know that [why].',
      `Please remember, ${address(t, 'h')}: never [rule], because [why].`,
      'You may play, but do not [rule]. Do you hear me? You know that [why].',
      'Do what you like. Only one thing: do not [rule], because [why].',
    ],
    [
      '[h.ns] [m.kind] told [h.o] not to [rule], because [reason].',
      '[h] was not to [rule], because [reason]. [h.s] [m.kind] said that almost every day.',
    ],
  );
  t.speak(
    'h',
    ['Yes, I promise!', 'I will remember. I promise!', 'All right. I will not do it.'],
    ['[h.n] gave [h.his] word.', '[h.n] promised to be good.', '[h.n] nodded, and meant it.'],
  );
}

/** Wants to, and does not. */
function masters(t: Tale, rule: Rule): void {
  t.say([
    '[h] came one step closer, and then one more. Then [h.he] stopped.',
    '[h] could already feel how it would be. But [h.he] put both arms behind [h.his] back.',
    'It would have been so easy. [h] closed [h.his] eyes and counted to ten.',
  ]);
  t.speak(
    'h',
    ['No. I have promised.', 'I will not do it. A promise is a promise.', 'Better not.'],
    ['No, [h] had promised.', 'A promise was a promise, [h] thought.'],
  );
  t.say(rule.seen);
  t.mark('payoff');
  t.say(['[h] held [h.his] breath. So the warning had been true!', 'Now [h] knew why there was that rule.']);
  t.moment('fear', 'h', 0.2);
  t.paragraph();
  t.say([
    'Later, [h] told [h.his] [m.kind] about it.',
    'When [h.ns] [m.kind] came back, [h] told [m.him] everything, even how hard it had been.',
  ]);
  t.speak(
    'm',
    [
      'You wanted to, and you did not do it. That is the hardest thing of all.',
      'I am so proud of you!',
      'Now I know that I can trust you.',
    ],
    ['[h.ns] [m.kind] was very proud of [h.o].', '[h.ns] [m.kind] knew now that [h.n] could be trusted.'],
    'happy',
  );
  t.moral('a promise should be kept', 'rules are there to keep us safe', 'it is strong to say no to a wish');
  happyEnd(t);
  t.summarise(
    '[h.n] must not [rule]. [h.he] would like to, but keeps the promise and sees what it is good for.',
    'It is forbidden to [rule]. [h.n] is tempted, but does not do it.',
  );
}

function quarrel(
  t: Tale,
  before: readonly string[] = [
    'Just then, [h.ns] [m.kind] came back.',
    'All at once, there stood [h.ns] [m.kind].',
  ],
): void {
  t.mark('Conflict');
  t.say(before);
  t.speak(
    'm',
    [
      'What have you done? I told you not to do that! You broke your promise!',
      'I am very angry with you! Why did you not listen?',
      'I cannot leave you alone for one hour! You gave me your word!',
    ],
    [
      '[m] was very angry, and there was a loud quarrel.',
      '[m] was angry and said that a promise had been broken.',
    ],
    'angry',
  );
  t.speak(
    'h',
    [
      'You are always angry! I only did it once!',
      'It is not fair! You never let me do anything!',
      'It is your fault! Why did you leave me alone?',
    ],
    ['[h] said that it was not fair and turned away.', '[h] shouted that it was all [m.ns] fault.'],
    'angry',
  );
}

function badly(t: Tale): void {
  t.mark('payoff');
  t.say([
    'It was just what the warning had been about.',
    'The warning had been true.',
    'Every word of the warning had come true.',
  ]);
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And there was a bad surprise: that very day, [h.ns] [m.kind] had planned a big party for [h.him]. Now there was none.',
      'And what nobody had expected: that day, a letter had come. There was to be a trip to the sea for everyone who had been good. [h] was not on the list.',
    ]);
  }
  t.moral(
    'rules are there to keep us safe',
    'a promise must be kept',
    'it is better to listen before than after',
  );
  t.moment('joy', 'h', 0);
  sadEnd(t);
  t.summarise(
    '[h.n] is told not to [rule] but does it anyway. It ends badly.',
    '[h.s] [m.kind] has told [h.him] not to [rule], but [h.n] does it. The warning comes true.',
  );
}

function unexpected(t: Tale, rule: Rule): void {
  t.mark('Twist');
  t.say([
    `Then something unexpected came to light: ${rule.surprise}!`,
    `To everyone's surprise, ${rule.surprise}!`,
    `But what was that? Nobody would have thought it: ${rule.surprise}!`,
  ]);
}

/** The elder is there. */
function forgiven(t: Tale): void {
  t.mark('payoff');
  t.say([
    '[h] remembered the warning. It had been true.',
    'So that was what the warning had been about.',
    'Now [h] knew what the rule was for.',
  ]);
  t.speak(
    'h',
    [
      'I am sorry. I will never do it again.',
      'You told me not to, and I did it anyway. I am so sorry.',
      'I should have listened to you. Please forgive me.',
      'I broke my promise. I am sorry.',
    ],
    [
      '[h.n] told the truth and said sorry.',
      '[h.n] said sorry with tears in [h.his] eyes.',
      '[h.n] did not look for an excuse and said how sorry [h.he] was.',
    ],
    'sad',
  );
  t.speak(
    'm',
    [
      'I forgive you. I am glad that you are safe.',
      'Thank you for telling me the truth.',
      'I love you, and that is why I have rules.',
      'Come here. I was so frightened for you.',
    ],
    [
      '[m] forgave [h.n] and gave [h.him] a hug.',
      '[m] was glad that nothing worse had happened, and forgave [h.n].',
    ],
    'plain',
  );
  t.paragraph();
  t.moral(
    'it is good to listen to those who love us',
    'rules are there to keep us safe',
    'a promise should be kept',
  );
  if (leisure(t, 0.35))
    t.say([
      'After that, [h.n] {always kept [h.his] promises|listened very well}.',
      'From then on, [h.n] never did it again.',
      'The next time, [h.n] only looked, and went on.',
    ]);
  happyEnd(t);
  t.summarise(
    '[h.n] is told not to [rule] but does it anyway. In the end [h.he] says sorry and is forgiven.',
    '[h.n] has promised not to [rule]. [h.he] breaks the promise and is sorry for it.',
  );
}
