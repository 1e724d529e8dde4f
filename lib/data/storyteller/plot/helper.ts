/** Somebody small helps with big work, makes it worse at first, and learns how it is done. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, makeUp } from '../telling/beats.ts';
import { happyAtHome, sadAtHome, walkFirst } from './indoors.ts';
import { aside, leisure, pang, tersely } from './leisure.ts';
import type { Plot } from './plot.ts';
import { TASKS, type Task } from './tasks.ts';

export const helper: Plot = {
  name: 'helper',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    elder(t, ['mom', 'dad', 'grandma', 'grandpa', 'aunt', 'uncle']);
    const task = t.random.pick(TASKS);
    t.bind({ work: task.work, way: t.random.pick(task.right) });
    t.paragraph();
    const walked = walkFirst(t);
    const here = [
      '{One day|One Saturday|One morning}, [h.his] [m.kind] wanted to [work].',
      '{One Sunday|One fine day}, [h] saw that [h.his] [m.kind] was going to [work].',
      '{One morning|One spring day}, [h.s] [m.kind] rolled up [m.his] sleeves. It was time to [work].',
      'There was much to do {one day|one Saturday}. [h.s] [m.kind] was going to [work].',
    ];
    const back = [
      'When [h.he] came back, [h.his] [m.kind] was going to [work].',
      'At home, [h.his] [m.kind] wanted to [work].',
      'After lunch, [h.his] [m.kind] rolled up [m.his] sleeves. It was time to [work].',
      'After that, there was still much to do. [h.s] [m.kind] was going to [work].',
    ];
    t.say(walked ? back : here);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(task.hint);
    }
    t.speak(
      'h',
      [
        'Can I help you? Please!',
        'I am big. I can do that!',
        'Let me do it! I know how it goes!',
        'I want to help too!',
      ],
      [
        '[h.n] wanted to help.',
        '[h.n] said that [h.he] was big and could do it all alone.',
        'That looked easy, and [h.n] wanted to do it, too.',
      ],
      'happy',
    );
    if (leisure(t))
      t.speak(
        'm',
        [
          'Two are faster than one. You begin, and I will come in a minute.',
          `All right, ${address(t, 'h')}. I will be back in a minute.`,
          'Good. You begin here, and I will get what we need.',
        ],
        [
          '[m.n] was glad and let [h.o] begin alone.',
          '[m.n] showed [h.o] where to begin, and went to get what they needed.',
        ],
        'happy',
      );
    else
      t.say([
        '[m.n] went to get something, and [h.n] began.',
        '[m.n] nodded and went to get what they needed. So [h.n] began alone.',
        '[h.s] [m.kind] was called away for a moment. [h.n] did not wait.',
      ]);
    t.paragraph();
    tersely(t, task.wrong);
    tersely(t, task.mess);
    pang(t, 'h', 0.3, ['sorry', 'unhappy', 'upset']);
    t.say([
      'Then [h.ns] [m.kind] came to look.',
      'Just then, [h.ns] [m.kind] looked around the corner.',
      '[h.s] [m.kind] stood there with [m.his] mouth open.',
      'Somebody took a deep breath behind [h.o]. It was [h.ns] [m.kind].',
      'Then somebody came. It was [h.ns] [m.kind].',
      '[h.s] [m.kind] came around the corner, stopped, and rubbed [m.his] eyes.',
    ]);
    if (t.has('Conflict')) quarrel(t);
    else if (leisure(t) || t.random.chance(0.4))
      t.speak(
        'h',
        ['I only wanted to help!', 'Oh dear! It looked so easy!', 'I think that I did something wrong.'],
        [
          '[h.n] looked at the ground. [h.he] had only wanted to help.',
          '[h.n] was close to tears.',
          '[h.n] hid behind a bucket.',
          'It had looked so easy! [h.n] felt very small.',
          '[h.n] tried to smile, but it did not work.',
        ],
        'sad',
      );
    t.moment('think', 'h', 0.15);
    if (t.has('BadEnding')) spoiled(t, task);
    else learned(t, task);
  },
};

function quarrel(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'm',
    [
      'What have you done? Now I have twice the work!',
      'Can I not leave you alone for one minute? Look at that!',
    ],
    [
      '[m.n] got angry and said that now there was twice the work.',
      '[m.n] scolded so loudly that one could hear it from far away.',
      '[m.n] threw [m.his] hat on the ground and shouted.',
      '[m.n] had been up since five, and now it was too much. There were angry words.',
    ],
    'angry',
  );
  t.speak(
    'h',
    ['I only wanted to help! You are never happy with me!', 'Then do it alone! I will never help you again!'],
    [
      '[h.n] shouted that [h.he] would never help again, and threw everything down.',
      '[h.n] got angry as well. [h.he] had only wanted to help!',
      'It was so unfair! [h.n] stamped and shouted that helping was no fun at all.',
      '[h.n] shouted that [m.n] should have shown [h.him] how it goes.',
    ],
    'angry',
  );
  // Nobody is sorry from one word to the next.
  t.say([
    'For a while, each of them looked another way.',
    '[h.n] ran around the corner and kicked a bucket.',
    'Then it was quiet, and it stayed quiet for a long time.',
    'After that, there was nothing to be heard but the wind.',
  ]);
}

function learned(t: Tale, task: Task): void {
  t.paragraph();
  if (t.has('Conflict')) {
    t.say([
      'But nobody can stay angry for ever.',
      'But soon it did not feel good to be angry.',
      'Little by little, the anger went away.',
    ]);
    // The work that was spoiled was not that of the one who spoiled it.
    makeUp(t, 'h', 'm');
    t.say(['Then they looked at it all once more.', 'Then [h.ns] [m.kind] sat down next to [h.o].']);
  }
  const again = leisure(t) || t.random.chance(0.4);
  t.speak(
    'm',
    [
      'Look, this is how it goes: [way].',
      'It is my fault. I did not show you. There is something that you must know: [way].',
      'When I was small, I did the very same thing. But [way].',
    ],
    [
      `[m.n] did not scold${t.has('Conflict') ? ' any more' : ''}. [m.he] showed [h.o] how it goes: [way].`,
      'Nobody is born knowing such things. [m.n] explained: [way].',
      '[m.n] sat down next to [h.o] and showed how it goes: [way].',
      'There was a trick to it, and now [h.n] heard it: [way].',
    ],
  );
  if (again) tersely(t, task.again);
  else
    t.say([
      'This time, [h.n] did it right.',
      'They did it once more, together, and it went well.',
      'Now [h.n] knew, and it was easy.',
      'So they began once more, side by side.',
      '[h.n] tried again, and it worked.',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(task.payoff);
  }
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(task.surprise);
  }
  aside(t, task.done);
  if (leisure(t))
    t.speak(
      'm',
      [
        'I could not have done it without you.',
        'Now I know whom to ask next time.',
        'You learn fast! Here is an apple for my best helper.',
      ],
      [
        '[m.n] said that there was no better helper far and wide.',
        'They sat down together and shared an apple.',
        '[m.n] lifted [h.o] up, so that [h.he] could see all they had done.',
        '[m.n] nodded, and that was worth more than many words.',
        'Side by side, they looked at their work.',
      ],
      'happy',
    );
  t.moral(
    'it is good to ask first and then begin',
    'helping is something that one can learn',
    'a mistake is a good teacher',
    'what one cannot do yet, one can learn',
  );
  happyAtHome(t);
  t.summarise(
    '[h.n] wants to help [h.his] [m.kind] to [work] and makes it worse at first. Then [h.he] learns how it is done.',
    'When [h.n] helps to [work], it goes wrong. [h.s] [m.kind] shows [h.him] how to do it.',
  );
}

function spoiled(t: Tale, task: Task): void {
  t.paragraph();
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say([
      'And then came a surprise, and a bad one: visitors from far away stood at the gate, a whole day too early, and saw it all.',
      'Then something happened that nobody had expected, and it made things worse: [m.n] slipped and hurt one leg.',
    ]);
  }
  t.say(task.pity);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(task.payoff);
  }
  if (t.has('Conflict'))
    t.say(['Nobody said sorry that evening.', '[m.n] did the rest alone and did not say a word.']);
  t.moral('one should ask before one begins', 'it is not enough to want to help if one does not know how');
  t.moment('joy', 'h', 0);
  sadAtHome(t);
  t.summarise('[h.n] wants to help [h.his] [m.kind] to [work], but [h.he] spoils it.');
}
