/** One who has plenty of food and gives nothing away, and is sorry for it in the end. */
import type { Tale } from '../tale.ts';
import { brisk } from './leisure.ts';
import { GRIM, meet } from './wayside.ts';

/** The hero asks in vain, and they quarrel. */
export function miser(t: Tale): void {
  t.mark('Conflict');
  meet(t, 'r', ['magpie', 'hamster', 'rat', 'jay', 'weasel'], GRIM);
  t.say(
    brisk(t, [
      'Then [h.n] met [r.a], who had a great store of [food].',
      'Next, [h.n] asked [r.a], who had more [food] than anybody.',
      'At last, [h.n] came to the door of [r.a]. Behind [r.him] one could see a whole room full of [food].',
      'Then there was [r.a], who watched over a great store of [food].',
    ]),
  );
  t.speak(
    'h',
    [
      'Please, may I have a little? I am so hungry.',
      'You have more than you need. Could you give me a little?',
    ],
    ['[h.n] asked if there was a little to spare.'],
    'sad',
  );
  t.speak(
    'r',
    [
      'No! All of this is mine! Go away!',
      'Not one bite! Why did you not save something for yourself?',
      'What do I care? Get out of here!',
    ],
    ['[r] said that not one bite of it was for others.'],
    'angry',
  );
  t.speak(
    'h',
    ['How mean you are! You cannot even eat all that!', 'You should be ashamed!'],
    [
      '[h.n] got angry and told [r.o] how mean that was, and they shouted at each other until [r] slammed the door.',
    ],
    'angry',
  );
}

/** Says sorry, in a story where there was such a one. */
export function payMiser(t: Tale): void {
  if (!t.has('Conflict')) return;
  if (t.has('Dialogue'))
    t.say([
      'Then [r.the] came, too.',
      'Somebody stood apart and looked at the ground. It was [r.the].',
      'Then [r.the] came slowly out of the shade.',
      'A little later, [r.the] came along as well.',
    ]);
  t.speak(
    'r',
    [
      'I was greedy, and I am sorry. Here, this is for you.',
      'It is no fun to eat alone. I am sorry that I shouted.',
    ],
    [
      'In the end, [r.the] came as well, said sorry, and brought some [food], too.',
      'A little later, [r.the] came along. It was no fun to eat alone, and [r.he] was sorry for the shouting.',
    ],
    'sad',
  );
}
