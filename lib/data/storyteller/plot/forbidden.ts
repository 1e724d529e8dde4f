/** Something is forbidden, is done all the same, and has its price. */
import type { Tale } from '../tale.ts';
import { address, begin, elder, happyEnd, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

interface Rule {
  readonly rule: string;
  readonly why: string;
  readonly tempt: string;
  readonly did: string;
  readonly result: string;
  readonly rescue: string;
  readonly worse: string;
  readonly surprise: string;
}

const RULES: readonly Rule[] = [
  {
    rule: 'touch the hot stove',
    why: 'it can burn you',
    tempt: 'The stove looked so warm and red.',
    did: 'put one finger on the stove',
    result: 'It was very hot, and the finger hurt badly!',
    rescue: 'put the finger under cold water',
    worse: 'The finger hurt for many days.',
    surprise: 'the stove was cold, and it was the lamp next to it that was hot',
  },
  {
    rule: 'go near the deep river',
    why: 'the water is fast',
    tempt: 'The water looked so cool.',
    did: 'went right up to the river',
    result: 'One foot slipped, and the water was cold and fast!',
    rescue: 'held out a long stick and pulled',
    worse: 'The river took both shoes, and they never came back.',
    surprise: 'a friendly beaver swam by and pushed from behind',
  },
  {
    rule: 'open the big box',
    why: 'it is not ours',
    tempt: 'There was a soft sound inside the box.',
    did: 'opened the big box, just a little',
    result: 'Out jumped a bird, and it flew all over the house!',
    rescue: 'opened a window and let the bird out',
    worse: 'The bird broke all the good cups.',
    surprise: 'the bird was a birthday gift for the one who had opened the box',
  },
  {
    rule: 'eat the red berries',
    why: 'they make you sick',
    tempt: 'The berries looked so sweet.',
    did: 'ate some of the red berries',
    result: 'Soon there was a bad pain in the tummy.',
    rescue: 'made some warm tea',
    worse: 'The pain stayed for a week.',
    surprise: 'these berries were not the bad ones at all, it was just too many of them',
  },
  {
    rule: 'climb the old tree',
    why: 'its branches are weak',
    tempt: 'From the top, one could surely see the whole world.',
    did: 'climbed up the old tree, higher and higher',
    result: 'Then a branch broke with a loud crack!',
    rescue: 'came with a ladder',
    worse: 'After the fall, one leg was hurt and could not be used for weeks.',
    surprise: 'a soft pile of hay lay under the tree that day',
  },
  {
    rule: 'go into the woods alone',
    why: 'it is easy to get lost there',
    tempt: 'A pretty butterfly flew into the woods.',
    did: 'ran after the butterfly, deep into the woods',
    result: 'Soon every tree looked the same, and there was no way out!',
    rescue: 'came with a light and called and called',
    worse: 'The night in the woods was long and cold, and a bad cough came after it.',
    surprise: 'home was just behind the next tree',
  },
  {
    rule: 'play with the scissors',
    why: 'they are sharp',
    tempt: 'The scissors were so shiny.',
    did: 'took the scissors and cut and cut',
    result: 'With one cut too many, the best curtain fell down in two pieces!',
    rescue: 'sewed the curtain together again',
    worse: 'The curtain could never be used again.',
    surprise: 'behind the curtain was a little kitten that nobody knew about',
  },
  {
    rule: 'feed candy to the goat',
    why: 'it is bad for animals',
    tempt: 'The goat looked so hungry.',
    did: 'gave the goat a whole bag of candy',
    result: 'The goat lay down and made a sad noise.',
    rescue: 'called the animal doctor',
    worse: 'The goat was sick for a long time and did not trust anybody any more.',
    surprise: 'the goat had only eaten the empty bag, and the candy was all still there',
  },
  {
    rule: 'leave the gate open',
    why: 'the sheep will run away',
    tempt: 'It was such a long way back to the gate.',
    did: 'left the gate open and went to play',
    result: 'All the sheep were gone!',
    rescue: 'whistled for the dog, and the dog brought the sheep back',
    worse: 'One little lamb was never found.',
    surprise: 'the sheep stood all together in the kitchen',
  },
  {
    rule: 'jump on the bed',
    why: 'it can break',
    tempt: 'The bed was so soft and high.',
    did: 'jumped on the bed, higher and higher',
    result: 'With a loud crack, the bed broke in two!',
    rescue: 'brought a hammer and some nails',
    worse: 'For weeks there was only the hard floor to sleep on.',
    surprise: 'inside the bed lay the ring that had been lost for years',
  },
];

export const forbidden: Plot = {
  name: 'forbidden',
  always: ['Foreshadowing'],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Conflict'],
  tell(t: Tale): void {
    begin(t);
    const rule = t.random.pick(RULES);
    elder(t);
    t.bind({ rule: rule.rule, why: rule.why, did: rule.did, rescue: rule.rescue });
    t.paragraph();
    t.world.go(t.character('h'), t.somewhere(t.character('h')));
    t.mark('hint');
    t.say([
      '{One day|One morning}, [h.ns] [m.kind] had to go out for a while.',
      '[h.ns] [m.kind] had one rule.',
    ]);
    t.speak(
      'm',
      [
        'Listen to me. Do not [rule]! You know that [why].',
        `Please remember, ${address(t, 'h')}: never [rule], because [why].`,
        'You may play, but do not [rule]. Do you hear me? You know that [why].',
      ],
      [
        '[m.he] told [h.n] not to [rule], because [why].',
        '[m.he] always said that [h.n] must not [rule], because [why].',
      ],
    );
    t.speak(
      'h',
      ['Yes, I promise!', 'I will remember. I promise!', 'All right. I will not do it.'],
      ['[h.n] gave [h.his] word.', '[h.n] promised to be good.'],
    );
    t.say([
      'But when [h] was alone, [h.he] could not stop thinking about it.',
      'For a while, [h] was good and played.',
      'Then [h] was alone.',
    ]);
    t.day('h');
    t.scenery('h');
    t.moment('way', 'h', 0.2);
    t.moment('rest', 'h', 0);
    t.moment('think', 'h', 0.4);
    t.paragraph();
    t.say(rule.tempt);
    t.speak(
      'h',
      ['Just once cannot be so bad.', 'Nobody will ever know.', 'I will do it only for a moment.'],
      ['[h] thought that nobody would ever know.', 'Just once could not be so bad, [h] thought.'],
    );
    t.say(['So [h.n] [did].', 'And [h.n] [did].', '[h.n] looked around, and then [h.he] [did].']);
    t.say(rule.result);
    t.moment('fear', 'h', 0.4);
    t.sorrow('h');
    t.paragraph();
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.say('Just then, [h.ns] [m.kind] came back.');
      t.speak(
        'm',
        [
          'What have you done? I told you not to do that! You broke your promise!',
          'I am very angry with you! Why did you not listen?',
        ],
        ['[m.he] was very angry, and there was a big fight.'],
        'angry',
      );
      t.speak(
        'h',
        ['It was not me! You are always angry!', 'It is not fair! You never let me do anything!'],
        ['[h] said that it was not fair and ran to [h.his] room.'],
        'angry',
      );
    } else
      t.say([
        'When [h.ns] [m.kind] came back, [m.he] saw it at once.',
        '[h.ns] [m.kind] heard it and came running.',
      ]);
    if (t.has('BadEnding')) {
      t.say(rule.worse);
      t.mark('payoff');
      t.say(['It was just what the warning had been about.', 'The warning had been true.']);
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say(
          'And there was a bad surprise: that very day, [h.ns] [m.kind] had planned a big party for [h.him]. Now there was none.',
        );
      }
      t.moral('rules are there to keep us safe', 'a promise must be kept');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] is told not to [rule] but does it anyway. It ends badly.');
      return;
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say([
        `Then something unexpected came to light: ${rule.surprise}!`,
        `To everyone's surprise, ${rule.surprise}!`,
      ]);
    } else t.say(['[m] did not shout. [m.he] [rescue].', 'Quickly, [h.ns] [m.kind] [rescue].']);
    t.mark('payoff');
    t.say(['[h] remembered the warning. It had been true.', 'So that was what the warning had been about.']);
    t.speak(
      'h',
      [
        'I am sorry. I will never do it again.',
        'You told me not to, and I did it anyway. I am so sorry.',
        'I should have listened to you. Please forgive me.',
      ],
      ['[h.n] told the truth and said sorry.', '[h.n] said sorry with tears in [h.his] eyes.'],
      'sad',
    );
    t.speak(
      'm',
      [
        'I forgive you. I am glad that you are safe.',
        'Thank you for telling me the truth.',
        'I love you, and that is why I have rules.',
      ],
      ['[m] forgave [h.n] and gave [h.him] a hug.'],
      'happy',
    );
    t.paragraph();
    t.moral(
      'it is good to listen to those who love us',
      'rules are there to keep us safe',
      'a promise should be kept',
    );
    t.say([
      'After that, [h.n] {always kept [h.his] promises|listened very well}.',
      'From then on, [h.n] never did it again.',
    ]);
    happyEnd(t);
    t.summarise(
      '[h.n] is told not to [rule] but does it anyway. In the end [h.he] says sorry and is forgiven.',
      'Although it is forbidden, [h.n] wants to see what happens. [h.he] breaks a promise and is sorry for it.',
    );
  },
};
