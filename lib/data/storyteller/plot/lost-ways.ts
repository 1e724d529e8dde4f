/** How a lost thing is found again: by whom it was seen, by tracks, in somebody's use, or by thinking back. */
import type { Tale } from '../tale.ts';
import { brisk, leisure } from './leisure.ts';
import { meet } from './wayside.ts';

/** A way to find the thing in role `o`; afterwards the hero holds it. Returns how, for a summary. */
export type Way = (t: Tale) => string;

/** Those who saw nothing, because of the lives they live. */
const BLIND: readonly (readonly [kind: string, direct: string, indirect: string])[] = [
  ['mole', 'I never see anything up here. Everything is so bright!', '[a] saw nothing above the ground.'],
  ['owl', 'I was asleep. Ask me about the night!', '[a] had been asleep, because it was day.'],
  [
    'snail',
    'I looked at this leaf all day. It is a very good leaf.',
    '[a] had looked at nothing but one leaf all day.',
  ],
  [
    'horse',
    'I was eating. When I eat, I do not look around.',
    '[a] had been eating and had not looked around.',
  ],
];

/** One who was there but saw nothing. */
function askInVain(t: Tale): void {
  const [kind, direct, indirect] = t.pick(BLIND.filter(([name]) => name !== t.character('h').kind));
  meet(t, 'a', [kind], ['old', 'friendly', 'tired', 'little']);
  t.say([
    'First, [h.n] asked [a.a].',
    '[h.n] asked everyone who was there. The first one was [a.a].',
    'Had anybody seen it? [h.n] went up to [a.a] and asked.',
    'Close by was [a.a], and [h.n] asked about it.',
  ]);
  t.speak('a', [direct], [indirect]);
}

/** One who is asked knows nothing, the next one knows where. */
export function asking(t: Tale): string {
  if (leisure(t, 0.3)) askInVain(t);
  meet(t, 'g', ['robin', 'sparrow', 'hen', 'goat', 'crow'], ['little', 'clever', 'quick', 'old']);
  t.say(
    t.cast.a === undefined
      ? [
          'Then [h.n] asked [g.a].',
          'On a fence sat [g.a] and saw everything. So [h.n] asked [g.o].',
          'Had anybody seen it? [h.n] asked [g.a].',
          'Not far away was [g.a], who had been there all day.',
        ]
      : [
          'Then [h.n] asked [g.a], who sat on a fence and saw everything.',
          'But there was also [g.a], who had been there all day.',
          'Next, [h.n] met [g.a].',
          '[g.a] had heard it and came closer.',
        ],
  );
  t.speak(
    'g',
    [
      'I know where it is! You put it down [spot] and ran off.',
      'I saw it [spot]. I thought that you did not want it any more.',
      'I know the thing that you mean. It lies [spot]. Come!',
      'I saw it fall. It lies [spot] now.',
    ],
    ['[g] had seen it [spot] and showed [h.o] the place.', '[g] knew where it was, and went ahead.'],
    'happy',
  );
  found(t);
  if (!leisure(t) && !t.brief) return 'with the help of [g.a]';
  t.speak(
    'h',
    ['There it is! Thank you!', 'You have good eyes!', 'I would never have found it without you!'],
    [
      '[h.n] thanked [g.o] many times.',
      '[h.n] was so thankful that [h.he] gave [g.o] half of [h.his] lunch.',
    ],
    'happy',
  );
  return 'with the help of [g.a]';
}

/** Tracks lead to a young dog that has dragged it off. */
export function tracks(t: Tale): string {
  t.say([
    'Then [h.n] saw something in the soft ground. They were tracks, four toes each, the tracks of a <knowledge?dog|hen|horse>.',
    'But what was that on the path? Here was the print of a paw, and there was another one.',
    'Something had been dragged through the dust. Beside the line were small paw prints.',
    'At the edge of a puddle, [h.n] found a fresh track of four little paws.',
  ]);
  t.say(
    brisk(t, [
      '[h.n] followed them, past a fence and around a shed.',
      'The tracks went left, then right, and then through a hole in a hedge. [h.n] crawled after them.',
      'Step by step, [h.n] followed the trail, bent low like a hunter.',
      'They led to an old barrel, and there they stopped.',
    ]),
  );
  const asleep = t.random.chance(0.35);
  t.say(
    asleep
      ? [
          'There lay a puppy, fast asleep, with its nose on [o.the].',
          'In a bed of straw slept a puppy, and under its tummy was [o.the].',
          'A young dog was lying there, asleep, with both paws around [o.the].',
        ]
      : [
          'A young dog was sitting there and holding [o.the] with both paws.',
          'In a bed of straw sat a puppy and looked very guilty. Under its tummy was [o.the].',
          'And there was a small brown puppy, which wagged its tail. It had only wanted something to play with, and it had taken [o.the].',
        ],
  );
  t.world.find(t.character('h'), t.thing('o'));
  t.say(
    asleep
      ? [
          'Very gently, [h.n] pulled it out, and the puppy did not even wake up.',
          '[h.n] took back what was [h.own] without a sound, and put a stick in its place.',
          'Bit by bit, [h.n] pulled it away. The puppy only sighed in its sleep.',
        ]
      : [
          '[h.n] had to laugh. [h.he] found a stick for the puppy and took back what was [h.own].',
          '[h.n] scratched the puppy behind the ears and gave it a piece of bread for it.',
          '[h.n] threw a pine cone. The puppy ran after it, and [h.n] had [h.his] [o.word] again.',
        ],
  );
  return 'by following some tracks';
}

/** The first one that is found is somebody else's. */
export function another(t: Tale): string {
  const owner = t.named(t.character('h').sort === 'animal' ? 'animal' : 'child', t.character('h'));
  t.bind({ w: owner });
  t.say([
    'Then [h.n] saw [o.one] in the grass and shouted for joy. But it was not [h.his] own. It only looked like it.',
    'And there lay [o.one]! [h.n] picked it up and turned it around. No, it belonged to somebody else.',
    'Behind a bush lay [o.one]. [h.n] was already running off with it when [h.he] saw that it was not the right one.',
    'There it was! Or was it? It was [o.one], but another one, with a scratch that [h.n] did not know.',
  ]);
  if (leisure(t))
    t.say([
      'It would have been easy to keep it. But somebody was surely looking for it, too.',
      '[h.n] thought about it. Whoever had lost it must be just as sad.',
      '[h.n] did not keep it. [h.he] asked everyone whose it was.',
      "Finding somebody's things and keeping them was not right, and [h.n] knew it.",
    ]);
  t.say([
    'Soon [w.a] came along with a red nose from crying.',
    'It was not long until [w.a] came running, out of breath.',
    'Then [h.n] met [w.a], who was searching the ground.',
    'At last, [h.n] found the owner, [w.a].',
  ]);
  t.speak(
    'w',
    [
      'That is mine! And look, I found this one. Is it yours?',
      'You have found it! I have one here too, but it is not mine.',
      'Oh, thank you! Then this one must be yours.',
    ],
    [
      '[w] had found one as well, and it was the one that [h.n] had lost!',
      'And what did [w] have with [w.him]? It was just what [h.n] was looking for.',
    ],
    'happy',
  );
  t.world.find(owner, t.thing('o'));
  t.world.give(owner, t.character('h'), t.thing('o'));

  t.say([
    'So each of them got back what was theirs, and both of them laughed.',
    'They swapped, and each had the right one again.',
    'How funny! They had been looking for each other without knowing it.',
    'Now both of them were happy, all at the same time.',
  ]);
  return 'because [h.he] gives back one that was not [h.own]';
}

/** Somebody has put it to use. */
export function inUse(t: Tale): string {
  const small = t.lexicon.hasTag(t.thing('o').noun, 'small');
  t.say(
    small
      ? [
          'Something up in a tree caught the light. It was [o.the], in the nest of a magpie!',
          'Then [h.n] heard a soft chirp. A bird had built [o.the] into its nest, right at the edge, as a decoration.',
          'In front of a mouse hole lay [o.the]. The mice had used it as a door.',
          'Under a root, a mouse had set up its home, and [o.the] was the best thing in it.',
        ]
      : [
          'Something moved over there. It was [o.the], and a hedgehog had made its bed on it!',
          'Then [h.n] heard a soft mew. A kitten had found [o.the] and was playing with it.',
          'A frog sat on [o.the] and looked as if it had bought it.',
          'There it was, and three sparrows sat on it in the sun.',
        ],
  );
  if (leisure(t))
    t.say([
      'It was a pity to disturb them. But [h.n] wanted it back so much.',
      '[h.n] did not want to be mean. What could [h.he] give in exchange?',
      '[h.n] watched for a while and smiled. Then [h.he] had an idea.',
      '[h.n] waited quietly, for a long time.',
    ]);
  t.world.find(t.character('h'), t.thing('o'));
  t.say([
    'In its place [h.n] put some soft moss, and everybody was content.',
    '[h.n] laid down a big crust of bread, and in the meantime [h.he] took back what was [h.own].',
    'In [h.his] bag, [h.n] had a bright piece of paper, and that did just as well. [h.n] put it there and took [o.the].',
    '[h.n] made an exchange, a handful of nuts for [o.the]. That was fair.',
  ]);
  return 'where an animal has put it to use';
}

/** Going back in one's thoughts, and then on foot. `spot` is where it was put down. */
export function thinking(t: Tale): string {
  if (!leisure(t) && t.random.chance(0.6)) {
    t.say([
      '[h.n] sat down and thought back. [h.he] had stopped for a rest, [spot]!',
      'Where had [h.n] had it last? Then it came back to [h.him]: [spot]!',
      '[h.n] went through the day in [h.his] head. At last, [h.he] knew it: [spot]!',
      '[h.n] closed [h.his] eyes and thought. [h.he] had put everything down, [spot]!',
    ]);
    found(t);
    return 'by thinking back';
  }
  t.say([
    '[h.n] closed [h.his] eyes and thought back. What had [h.he] done first, and what after that?',
    'Then [h.n] stopped running around and began to think. Where had [h.he] been before it was gone?',
    '[h.n] went through the whole day in [h.his] head, backwards.',
    'It is no use to look everywhere at once. [h.n] sat down and thought.',
  ]);
  t.say([
    'Here [h.he] had laughed, there [h.he] had jumped, and then, yes, then [h.he] had sat down for a rest, [spot]!',
    'There had been a puddle, then a butterfly, and then a thorn in one foot. [h.n] had stopped to pull it out, [spot]!',
    'Before [h.n] began to play, [h.he] had put everything down in one place. And where was that? It was [spot]!',
    'One thing after another came back to [h.him], and at last also the place where [h.he] had put it down, [spot].',
  ]);
  found(t);
  return 'by thinking back';
}

function found(t: Tale): void {
  t.world.find(t.character('h'), t.thing('o'));
  t.say([
    'And really, there lay [o.the]!',
    '[h.n] ran there as fast as [h.he] could. It was still there!',
    'There it was, and nothing had happened to it.',
    'It lay there as if it had been waiting. [h.n] pressed it to [h.his] heart.',
    'Two leaves had fallen on it, and a beetle was just walking across.',
  ]);
}

export const WAYS: readonly Way[] = [thinking, asking, tracks, inUse, another];
