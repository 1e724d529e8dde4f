/** Somebody small is stuck; some ways do not work, one does. */
import type { Tale } from '../tale.ts';
import { begin, elder, friendComes, goOut, happyEnd, sadEnd } from '../telling/beats.ts';
import type { Plot } from './plot.ts';

/** Where one can be stuck, what does not help there, what does, and who can do it by nature. */
interface Trap {
  readonly scenes: readonly string[];
  readonly who: readonly string[];
  readonly stuck: string;
  readonly tries: readonly string[];
  readonly tool: string;
  readonly use: string;
  readonly helper: readonly [kind: string, does: string][];
  readonly hint: string;
}

const TRAPS: readonly Trap[] = [
  {
    scenes: ['town', 'wood', 'farm'],
    who: ['kitten', 'squirrel', 'little bird'],
    stuck: 'high up in a tree',
    tries: [
      'jumped as high as [h.he] could, but the tree was too tall',
      'shook the tree, but that did not help',
      'called softly, but it was too scared to move',
    ],
    tool: 'a long ladder',
    use: 'put the ladder on the tree, went up and carried it down',
    helper: [
      ['monkey', 'climbed up the tree and carried it down'],
      ['owl', 'flew up and showed it the way down, branch by branch'],
    ],
    hint: 'a ladder leaned against a wall',
  },
  {
    scenes: ['wood', 'field', 'farm'],
    who: ['lamb', 'puppy', 'rabbit'],
    stuck: 'in a deep hole',
    tries: [
      'lay down and reached into the hole, but [h.his] arms were too short',
      'called into the hole, but it could not climb out',
      'threw grass into the hole, but that did not help',
    ],
    tool: 'a long rope',
    use: 'tied a basket to the rope, let it down and pulled it up',
    helper: [
      ['badger', 'dug a path down into the hole'],
      ['horse', 'pulled it out with a rope'],
    ],
    hint: 'an old rope lay on the path',
  },
  {
    scenes: ['water'],
    who: ['duckling', 'mouse', 'hedgehog'],
    stuck: 'on a stone in the middle of the water',
    tries: [
      'held out a stick, but it was too short',
      'put one foot into the water, but it was too deep',
      'threw a leaf for a boat, but it floated away',
    ],
    tool: 'a wide board',
    use: 'laid the board across the water, and it walked over',
    helper: [
      ['swan', 'swam to the stone and carried it back'],
      ['beaver', 'pushed a log over for a bridge'],
    ],
    hint: 'a wide board lay in the grass',
  },
  {
    scenes: ['wood', 'field', 'town', 'farm'],
    who: ['butterfly', 'bee', 'little bird'],
    stuck: 'in a big net',
    tries: [
      'pulled at the net, but that made it worse',
      'blew at the net, but the knots were too strong',
      'bit into the net, but it did not break',
    ],
    tool: 'a pair of scissors',
    use: 'cut the net with the scissors, one knot at a time',
    helper: [
      ['mouse', 'chewed through the net with sharp teeth'],
      ['crab', 'cut the net with one big claw'],
    ],
    hint: 'somebody had left a pair of scissors on a bench',
  },
  {
    scenes: ['water', 'farm', 'wood'],
    who: ['piglet', 'frog', 'lamb'],
    stuck: 'in thick mud',
    tries: [
      'pulled as hard as [h.he] could, but the mud did not let go',
      'pushed from behind and only got muddy',
      'stepped closer and almost got stuck too',
    ],
    tool: 'a long, strong stick',
    use: 'held out the stick and pulled slowly until it came free',
    helper: [
      ['cow', 'pulled it out with a rope'],
      ['goat', 'let it hold on and walked backwards'],
    ],
    hint: 'a long, strong stick lay by the path',
  },
  {
    scenes: ['sea'],
    who: ['starfish', 'crab', 'little fish'],
    stuck: 'on the dry sand, far from the water',
    tries: [
      'waited for a wave, but no wave came so far',
      'dug a path for the water, but it ran away into the sand',
      'pointed at the sea, but it could not walk that far',
    ],
    tool: 'a bucket',
    use: 'filled the bucket with water, put it inside and carried it to the sea',
    helper: [
      ['turtle', 'took it on its back and crawled to the sea'],
      ['seal', 'rolled it gently into the water'],
    ],
    hint: 'a bucket stood behind a rock',
  },
  {
    scenes: ['town', 'farm'],
    who: ['kitten', 'puppy', 'mouse'],
    stuck: 'behind a heavy door',
    tries: [
      'pushed at the door, but it did not move',
      'pulled at the door, but it was locked',
      'looked for a window, but there was none',
    ],
    tool: 'an old key',
    use: 'put the key in the lock, turned it, and the door flew open',
    helper: [
      ['goat', 'ran at the door with hard horns until it opened'],
      ['rat', 'made a hole under the door'],
    ],
    hint: 'an old key hung on a nail',
  },
];

export const rescue: Plot = {
  name: 'rescue',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const trap = t.random.pick(TRAPS);
    t.paragraph();
    goOut(t, [], trap.scenes);
    const kind = t.random.pick(trap.who.filter((who) => who !== hero.kind));
    t.bind({ k: kind, stuck: trap.stuck, hint: trap.hint, tool: trap.tool });
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say(['[h] saw that [hint], and thought no more of it.', 'On the way, [h] noticed that [hint].']);
    }
    t.say([
      'Then [h] heard a {small|sad|soft} sound. A(n) [k] was stuck [stuck]!',
      'Suddenly, [h] saw a(n) [k]. The poor [k] was stuck [stuck]!',
      'There, [stuck], sat a(n) [k]. It could not get away.',
    ]);
    t.speak(
      'h',
      [
        'Oh no! Do not be afraid. I will help you!',
        'You poor thing! How did you get there?',
        'Wait! I will get you out!',
      ],
      ['[h] wanted to help at once.'],
    );
    const withFriend = t.has('Conflict') || t.random.chance(0.35);
    if (withFriend) friendComes(t);
    t.paragraph();
    if (t.has('Conflict')) {
      t.mark('Conflict');
      t.speak(
        'f',
        ['Leave it there. It is only a [k]!', 'I do not want to help. Let us go and play!'],
        ['But [f.n] did not care and wanted to go on.'],
      );
      t.speak(
        'h',
        ['How can you be so mean? I will not go!', 'You are heartless! Then go alone!'],
        ['[h.n] got angry, and they had a fight. [f.n] went off alone.'],
        'angry',
      );
      t.say(['[f.n] made a face and sat down far away.', '[f.n] was angry and turned away.']);
    }
    const tries = t.random.shuffle([...trap.tries]).slice(0, 1 + t.random.int(2));
    tries.forEach((line, index) => {
      t.say(`{${index === 0 ? 'First, |At first, ' : 'Then |Next, '}}[h.n] ${line}.`);
    });
    t.sorrow('h', 0.3);
    t.moment('think', 'h', 0.6);
    if (t.has('BadEnding')) {
      if (t.has('Twist')) {
        t.mark('Twist');
        t.say(
          'Then something unexpected happened. A big wind came up, and when it was over, the [k] was gone.',
        );
      } else
        t.say([
          '[h] tried until it was dark, but nothing worked. Then it was too late to help.',
          '[h] ran to get help. When [h.he] came back, it was too late.',
        ]);
      if (t.has('Foreshadowing')) {
        t.mark('payoff');
        t.say('Only then did [h] remember that [hint]. With [tool], it would have been easy.');
      }
      t.moral('it is good to call for help at once', 'not every trouble can be mended alone');
      t.moment('joy', 'h', 0);
      sadEnd(t);
      t.summarise('[h.n] finds a(n) [k] that is stuck [stuck] and tries to help, but cannot save it.');
      return;
    }
    t.paragraph();
    if (t.has('Foreshadowing')) {
      t.mark('payoff');
      t.say([
        'Then [h] remembered that [hint]. That was it!',
        'And then [h] thought of what [h.he] had seen before: [hint].',
      ]);
      t.say(`[h.n] ran back to get [tool]. [h.he] ${trap.use}.`);
    } else if (t.has('Twist')) {
      const [helper, does] = t.random.pick(trap.helper.filter(([name]) => name !== hero.kind));
      t.bind({ helper });
      t.say(`{Just then|Then}, something unexpected happened. A(n) [helper] came along and ${does}!`);
    } else if (t.has('Conflict')) {
      t.say([`Then [f.n] came back with [tool]. Together, they did it: [h.n] ${trap.use}.`]);
    } else {
      elder(t);
      t.say([
        `[h] ran home and asked [h.his] [m.kind] for [tool]. Then [h.he] ${trap.use}.`,
        `[h.s] [m.kind] brought [tool]. Then [h.n] ${trap.use}.`,
        `Then [h] had an idea. All [h.he] needed was [tool]. [h.his] [m.kind] had one, and so [h] ${trap.use}.`,
      ]);
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      if (t.has('Foreshadowing'))
        t.say(
          'Then something unexpected happened. The [k] had three little ones, and they all came out of the bushes to say thank you.',
        );
    }
    t.say([
      'The [k] was free!',
      'At last, the [k] was safe.',
      'The [k] was free again and {jumped for joy|was so happy}.',
    ]);
    if (t.has('Conflict')) {
      t.speak(
        'f',
        ['You were right. I am sorry that I did not want to help.', 'I am sorry. You did the right thing.'],
        ['[f.n] said sorry, because [h.n] had been right.'],
        'sad',
      );
      t.speak(
        'h',
        ['Thank you for coming back.', 'It is all right. You came back, and that is what counts.'],
        ['[h.n] was glad and forgave [f.n].'],
        'happy',
      );
    }
    t.moral(
      'nobody is too small to be helped',
      'with patience there is always a way',
      'a kind heart finds a way to help',
    );
    t.say([
      'From that day on, the [k] came to visit [h.o] every morning.',
      'The [k] looked back once more and went home to its family.',
      'After that, the [k] and [h.n] were friends.',
    ]);
    happyEnd(t, withFriend ? 'both' : 'h');
    t.summarise(
      '[h.n] finds a(n) [k] that is stuck [stuck]. After some tries, it is free again.',
      'A(n) [k] is stuck [stuck], and [h.n] does not give up until it is safe.',
    );
  },
};
