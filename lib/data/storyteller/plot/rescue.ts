/** Somebody small is stuck; some ways do not work, one does. */
import type { Tale } from '../tale.ts';
import { begin, elder, friendComes, goOut, happyEnd, sadEnd } from '../telling/beats.ts';
import { HERO_ANIMALS } from '../words/people.ts';
import { brisk, leisure } from './leisure.ts';
import type { Plot } from './plot.ts';
import { type Tool, TRAPS, type Trap } from './rescue-traps.ts';

export const rescue: Plot = {
  name: 'rescue',
  always: [],
  can: ['Dialogue', 'BadEnding', 'MoralValue', 'Twist', 'Foreshadowing', 'Conflict'],
  tell(t: Tale): void {
    const hero = begin(t);
    const trap = t.random.pick(
      TRAPS.filter(
        ({ stuck }) =>
          !(stuck.endsWith('water') && SWIMMERS.includes(hero.kind)) &&
          !(stuck.endsWith('tree') && CLIMBERS.includes(hero.kind)),
      ),
    );
    const tool = t.random.pick(trap.tools);
    t.paragraph();
    goOut(t, [], trap.scenes, NO_TREES);
    // No friend who may come by is of the same kind.
    const friends = hero.sort === 'animal' ? HERO_ANIMALS.map(({ kind: other }) => other) : [];
    const unlike = trap.who.filter((who) => !friends.some((other) => who.endsWith(other)));
    const kind = t.random.pick(
      unlike.length > 0 ? unlike : trap.who.filter((who) => !who.endsWith(hero.kind)),
    );
    const theTool = tool.a.replace(/^an? (?:pair of )?/, 'the ');
    t.bind({ k: kind, stuck: trap.stuck, seen: tool.seen, tool: tool.a, thetool: theTool });
    const withFriend = t.has('Conflict') || t.random.chance(leisure(t) ? 0.4 : 0.2);
    if (withFriend) friendComes(t);
    t.scenery('h');
    t.moment('way', 'h', 0.4);
    if (t.has('Foreshadowing')) {
      t.mark('hint');
      t.say([
        '[h] saw that [seen], and thought no more of it.',
        'On the way, [h] noticed that [seen].',
        '[seen], but [h] went on.',
        '[h] went past a place where [seen].',
      ]);
    }
    const heard = trap.met !== undefined || leisure(t, 0.35);
    if (heard) t.say(trap.found);
    t.say(
      trap.met ?? [
        ...(heard
          ? [
              '[h] ran to look. A(n) [k] was stuck [stuck]!',
              'It was a(n) [k]. The poor thing was stuck [stuck] and could not get away.',
              '[h] came closer. A(n) [k] was stuck [stuck], and it looked tired, as if it had been there for hours.',
            ]
          : [
              'Then [h] saw something that made [h.him] stop. A(n) [k] was stuck [stuck]!',
              'What was that? A(n) [k] was stuck [stuck] and could not get away.',
              'All at once, [h] stood still. A(n) [k] was stuck [stuck], and it looked tired, as if it had been there for hours.',
            ]),
        'And there, [stuck], was a(n) [k] that could not get away.',
        'Somebody was in trouble. It was a(n) [k], stuck [stuck]!',
      ],
    );
    if (leisure(t) || t.has('Dialogue') || t.random.chance(0.5))
      t.speak(
        'h',
        [
          'Oh no! Do not be afraid. I will help you!',
          'You poor thing! How did you get there?',
          'Wait! I will get you out!',
          'Keep still. It will be all right.',
          'Somebody has to help you. And I am somebody!',
        ],
        [
          '[h] wanted to help at once.',
          '[h] could not just walk on.',
          '[h] knew at once that somebody had to help.',
        ],
      );
    t.paragraph();
    if (t.has('Conflict')) leave(t);
    t.random
      .shuffle([...trap.tries])
      .slice(0, leisure(t) ? 1 + t.random.int(3) : 1)
      .forEach((line, index) => {
        t.step(index, [line]);
      });
    if (withFriend && !t.has('Conflict'))
      t.say([
        '[f.n] tried it, too, and had no more luck.',
        '[f.n] helped as well as [f.he] could. It was no use.',
        '[f.n] did not know what to do, either.',
      ]);
    if (leisure(t) || t.choice.due('sad') || t.choice.waits('hurt') || t.random.chance(0.3))
      t.sorrow('h', 0.3, ['sad', 'worried', 'very worried', 'tired', 'upset']);
    t.moment('think', 'h', 0.6);
    if (t.has('BadEnding')) {
      tooLate(t);
      return;
    }
    t.paragraph();
    const how = solve(t, trap, tool, withFriend);
    if (leisure(t, 0.5))
      t.say(
        [
          'The [k] was free!',
          'At last, the [k] was safe.',
          'For a moment, the [k] did not know what to do with so much freedom. Then it jumped for joy.',
          'The [k] shook itself, from the nose to the tail.',
          'There it stood, a bit dirty, but not hurt at all.',
        ].filter((line) => !/fish|sparrow|butterfly|blackbird/.test(kind) || !/stood|nose|jumped/.test(line)),
      );
    if (t.has('Conflict')) {
      t.speak(
        'f',
        [
          'You were right. I am sorry that I did not want to help.',
          'I am sorry. You did the right thing.',
          'I should not have gone away. Can you forgive me?',
        ],
        ['[f.n] said sorry, because [h.n] had been right.', '[f.n] was ashamed and said so.'],
        'sad',
      );
      t.speak(
        'h',
        [
          'Thank you for coming back.',
          'It is all right. You came back, and that is what counts.',
          'I am not angry any more.',
        ],
        ['[h.n] was glad and forgave [f.n].', '[h.n] was not angry any more.'],
        'happy',
      );
    }
    if (t.has('Twist')) {
      t.mark('Twist');
      t.say(
        (SWIM.test(kind)
          ? [
              'And then came the surprise. The next wave brought something shiny and put it down at [h.ns] feet. It was a silver ring!',
              'Then something unexpected happened. A hundred others came up to the shore, as if to say thank you!',
            ]
          : [
              'And then came the surprise. The [k] had not been alone. Three more just like it came out of the bushes!',
              'Then something unexpected happened. Out of the bushes came three others that looked just like the [k]. They had been waiting there all the time!',
              'And then came the surprise. The [k] ran off, came back with something shiny, and put it down at [h.ns] feet. It was a silver ring!',
              ...(TAME.test(kind)
                ? [
                    'But what was that? Around its neck was a ribbon with a name on it. It was the [k] from next door that everyone had been looking for!',
                  ]
                : []),
              'Then came a surprise. The sky grew dark, hail came down, and the [k] showed [h.n] a dry place that nobody else knew. Now it was [h.n] who was saved.',
            ]
        ).filter((line) => !/sparrow|butterfly|blackbird/.test(kind) || !/ran off|next door/.test(line)),
      );
    }
    t.moral(
      'a good helper does not give up',
      'with patience there is always a way',
      'a kind heart finds a way to help',
      'it is right to stop when somebody needs help',
    );
    if (leisure(t, 0.3))
      t.say(
        [
          'From that day on, the [k] came to visit [h.o] every morning.',
          'The [k] looked back once more and went home to its family.',
          'The waves took the [k] along, back to where it was at home.',
          'After that, the [k] and [h.n] were friends.',
          'The [k] made a soft sound that meant thank you, and then it was gone.',
          'And whenever [h.n] came by, the [k] was already waiting.',
        ].filter((line) => line.includes('waves') === /fish|crab|seal/.test(kind)),
      );
    happyEnd(t, withFriend ? 'both' : 'h');
    t.summarise(
      `[h.n] finds a(n) [k] that is stuck [stuck]. In the end, it is free again, ${how}.`,
      'A(n) [k] is stuck [stuck], and [h.n] does not give up until it is safe.',
      `[h.n] frees a(n) [k] that is stuck [stuck], ${how}.`,
    );
  },
};

/** Those who live with people. */
const TAME = /kitten|cat|puppy|lamb|piglet|calf|goat|hen|rabbit/;
/** Those who live in the sea. */
const SWIM = /fish|seal|crab/;

/** Whoever swims would simply swim there. */
const SWIMMERS: readonly string[] = ['duck', 'frog', 'otter', 'beaver', 'turtle'];
/** They would simply climb up to what is stuck in a tree. */
const CLIMBERS: readonly string[] = ['bear', 'kitten', 'mouse', 'raccoon', 'squirrel'];
/** Places under a roof, or so bare that nobody can get stuck in a tree. */
const NO_TREES: readonly string[] = ['barn', 'market', 'flower shop', 'train station', 'harbor'];

/** The friend does not care. */
function leave(t: Tale): void {
  t.mark('Conflict');
  t.speak(
    'f',
    [
      'Leave it there. It is only a(n) [k]!',
      'I do not want to help. Let us go and play!',
      'Come on! That is not our business!',
      'You will only get dirty. I am going!',
    ],
    ['But [f.n] did not care and wanted to go on.', '[f.n] said that it was none of their business.'],
  );
  t.speak(
    'h',
    [
      'How can you be so mean? I will not go!',
      'You are heartless! Then go alone!',
      'And if it were you? I would not leave you there!',
    ],
    [
      '[h.n] got angry, and they had a fight.',
      '[h.n] called [f.n] heartless, and there were loud words on both sides.',
    ],
    'angry',
  );
  t.say([
    '[f.n] made a face and stamped off.',
    '[f.n] turned around and walked away.',
    '[f.n] shouted something that was not nice, and was gone.',
  ]);
}

/** Returns how, for the summary. */
function solve(t: Tale, trap: Trap, tool: Tool, withFriend: boolean): string {
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say([
      'Then [h] remembered that [seen]. That was it! [h.he] ran to get [thetool].',
      'And then [h] thought of what [h.he] had seen before: [seen]. [h.he] ran back for [thetool].',
      'What had [h.he] seen on the way? Of course: [seen]! [h.n] ran back to get [thetool].',
    ]);
    t.say(brisk(t, tool.use));
    if (t.has('Conflict'))
      t.say([
        'When it was done, [f.n] stood there. [f.he] had come back and seen it all.',
        '[f.n] had come back and had helped with the last bit.',
      ]);
    return 'with the help of [tool]';
  }
  if (t.has('Conflict')) {
    t.say(
      t.character('f').sort === 'animal'
        ? [
            'Then there were footsteps. [f.n] came back. [f.he] had seen [tool] not far away, and together they fetched it.',
            'Who was running there? It was [f.n], and [f.n] knew where to find [tool]. Together they went there and came back with [tool].',
          ]
        : [
            'Then there were footsteps. [f.n] came back, and [f.he] had [tool] with [f.him]!',
            'Who was running there? It was [f.n], with [tool]!',
          ],
    );
    t.say(brisk(t, tool.use));
    return 'with the help of [tool]';
  }
  const way = t.random.pick(['helper', 'elder', 'idea'] as const);
  if (way === 'helper') {
    const [helper, does] = t.random.pick(
      trap.helpers.filter(([name]) => name !== t.character('h').kind && name !== t.cast.k),
    );
    t.bind({ helper });
    t.say([
      `Just then, a(n) [helper] came along. It looked at everything, and then it ${does}! So the [k] was free.`,
      `Somebody had heard the noise. It was a(n) [helper], and it ${does}. Soon the [k] was free.`,
      `[h] called for help, and a(n) [helper] came. It ${does}. That was what the [k] had needed!`,
    ]);
    return 'with the help of a(n) [helper]';
  }
  if (way === 'elder') {
    elder(t);
    t.say([
      '[h] ran home and told [h.his] [m.kind], and together they came back with [tool].',
      '[h.s] [m.kind] came by, saw what was wrong and went to get [tool].',
      'Alone it would not work. So [h] went and got [h.his] [m.kind], and [m.he] brought [tool].',
      'What was needed was [tool]. [h.s] [m.kind] knew where to get it, and together they ran back.',
    ]);
    t.say(brisk(t, tool.use));
    return 'with the help of [h.his] [m.kind]';
  }
  if (withFriend)
    t.speak(
      'f',
      ['We must think of something else.', 'What if we try it in another way?', 'There must be some way!'],
      ['[f.n] said that there must be another way.'],
    );
  if (leisure(t, 0.5))
    t.say([
      'Then [h] had an idea.',
      '[h] sat down and looked at it from all sides.',
      'It would not work like that. But maybe in another way?',
      '',
    ]);
  t.say(brisk(t, trap.ideas));
  return 'thanks to a good idea';
}

function tooLate(t: Tale): void {
  if (t.has('Twist')) {
    t.mark('Twist');
    t.say(
      brisk(t, [
        'Then something unexpected happened. Two strangers came with a cart, took the [k] along, and were gone before [h.n] could say a word.',
        'And then came a bad surprise. While [h.n] ran to get help, somebody took the [k] away, and nobody ever found out who it was.',
        '[h] ran home to get help. But what a bad surprise! When [h.he] came back, the place was empty, and nobody had seen what had become of the [k].',
      ]),
    );
  } else
    t.say([
      '[h] ran to get help. When [h.he] came back, it was too late. Strangers had taken the [k] away, and nobody knew where to.',
      'Before [h] could find help, strangers came with a cart. They took the [k] along, and nobody knew where to.',
      '[h] had to go home for the night. In the morning, the place was empty, and nobody knew what had become of the [k].',
    ]);
  if (t.has('Foreshadowing')) {
    t.mark('payoff');
    t.say(
      brisk(t, [
        'Only then did [h] remember that [seen]. With [tool], it would have been easy.',
        'On the way home, [h] saw it again: [seen]. With [tool], it would have worked!',
      ]),
    );
  }
  t.moral(
    'it is good to call for help at once',
    'not every trouble can be mended alone',
    'one should look around before one begins',
  );
  sadEnd(t);
  t.summarise('[h.n] finds a(n) [k] that is stuck [stuck] and tries to help, but cannot save it.');
}
