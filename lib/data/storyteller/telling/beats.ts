/** What many plots share: beginnings, ways from place to place, searching, thanking, making up, endings. */
import type { Tale } from '../tale.ts';
import { FACTS } from '../words/facts.ts';
import { HOMES_OF_ANIMALS, HOMES_OF_CHILDREN, type Place } from '../words/places.ts';
import type { Character } from '../world.ts';
import { person } from './details.ts';

const TRAITS = [
  'kind',
  'little',
  'happy',
  'curious',
  'clever',
  'brave',
  'cheerful',
  'young',
  'good',
  'funny',
  'nice',
  'small',
  'friendly',
  'playful',
  'shy',
];

/** The hero in role `h`, introduced, with something to like. */
export function begin(t: Tale): Character {
  const hero = t.named(t.random.chance(0.66) ? 'child' : 'animal');
  hero.trait = t.choice.quality('trait', TRAITS);
  t.bind({ h: hero, home: homeOf(t, hero) });
  t.say(
    [
      'Once upon a time, there was [h.a].',
      'Once upon a time, there was [h.a]. [h.he] lived [home].',
      'Once upon a time, there lived [h.a] [home].',
      'Once upon a time, [home], there lived [h.a].',
      'Once there was [h.a] who lived [home].',
      'There once was [h.a]. [h.he] lived [home].',
      '[h.n] was a(n) [trait] [h.kind] who lived [home].',
      '[home], there lived [h.a].',
      'Long ago, there was [h.a].',
    ],
    { trait: hero.trait },
  );
  // A story that ends badly has no place later for what one does when all is well.
  if (t.choice.due('fun')) t.moment('fun', 'h', 1);
  else if ((t.choice.due('rest') || t.choice.due('joy')) && (t.has('BadEnding') || t.random.chance(0.3)))
    t.moment(
      t.choice.due('rest') ? 'rest' : 'joy',
      'h',
      1,
      t.choice.due('rest')
        ? ['Every {evening|night}, [h] <past>.']
        : ['[h] often <past>.', 'Many times a day, [h] <past>.'],
    );
  else t.moment('fun', 'h', 0.6);
  person(t);
  knowledge(t);
  return hero;
}

function homeOf(t: Tale, hero: Character): string {
  if (hero.sort === 'child') return t.random.pick(HOMES_OF_CHILDREN);
  const home = (t.homeOf(hero) ?? 'wood') as 'wood' | 'field' | 'water' | 'farm';
  return t.random.pick(HOMES_OF_ANIMALS[home]);
}

/** Something about the world that the hero has learned, asked of mom or dad or remembered. */
export function knowledge(t: Tale, chance = 0.22): void {
  if (!t.room || !t.random.chance(chance)) return;
  const { question, answer, fact } = t.random.pick(FACTS);
  t.bind({ k1: t.relative(t.character('h'), ['mom', 'dad', 'grandma', 'grandpa', 'teacher']) });
  if (t.has('Dialogue') && t.random.chance(0.6)) {
    const said = `${answer.slice(0, -1)},`;
    t.say([
      `"${question}" [h.n] asked [h.his] [k1.kind]. "${said}" [k1] answered.`,
      `At breakfast, [h.n] asked [h.his] [k1.kind], "${question}" The answer was, "${answer}"`,
      `[h.n] had many questions. "${question}" [h.he] asked. "${said}" said [h.his] [k1.kind].`,
    ]);
    return;
  }
  t.say([
    `[h.s] [k1.kind] had told [h.him] that ${fact}.`,
    `From [h.his] [k1.kind], [h] knew that ${fact}.`,
    `[h.s] [k1.kind] had once explained that ${fact}.`,
  ]);
}

/** Starts the day on which it happens. */
export const ONE_DAY =
  '{One day|One day|One morning|One spring day|One afternoon|One fine day|Then, one day}';

/** The hero goes somewhere; returns where. */
export function goOut(
  t: Tale,
  why: readonly string[] = [],
  scenes?: readonly string[],
  notAt: readonly string[] = [],
): Place {
  const place = t.somewhere(t.character('h'), scenes, notAt);
  t.world.go(t.character('h'), place);
  t.bind({ to: place.to, at: place.at, the: place.the });
  t.say(
    why.length > 0
      ? why
      : [
          `${ONE_DAY}, [h] went [to].`,
          `${ONE_DAY}, [h] went [to] to play.`,
          `${ONE_DAY}, [h] decided to go [to].`,
          `${ONE_DAY}, [h] was playing [at].`,
          `${ONE_DAY}, [h] walked [to] all alone.`,
          `${ONE_DAY}, [h] {ran|went out|set out} [to] {after breakfast|after lunch|to see what was new there}.`,
          `${ONE_DAY}, [h] {felt like going|wanted to go} [to].`,
        ],
  );
  t.day('h');
  return place;
}

/** A friend of the hero's in role `f`. */
export function friend(t: Tale): Character {
  const hero = t.character('h');
  const other = t.named(hero.sort === 'animal' ? 'animal' : 'child', hero);
  other.place = hero.place;
  other.trait = '';
  t.bind({ f: other, both: t.group(hero, other) });
  return other;
}

/** Introduces the friend by name as the hero's friend. */
export function friendComes(t: Tale): Character {
  const other = friend(t);
  t.say(
    other.sort === 'animal'
      ? [
          'There, [h] met [h.his] friend, [f.a].',
          '[h.s] friend came along, [f.a].',
          'Soon [h] saw [f.a], who was [h.his] friend.',
        ]
      : [
          'There, [h] met [h.his] friend [f.n].',
          'Just then, [h.his] friend [f.n] came along.',
          '[h.s] friend [f.n] was there too.',
          '[h.s] best friend [f.n] came along.',
          'Soon [h.his] friend [f.n] came by.',
        ],
  );
  return other;
}

/** Mom, dad, grandma or grandpa of the hero in role `m`. */
export function elder(t: Tale, kinds?: readonly string[]): Character {
  const relative = t.relative(t.character('h'), kinds);
  t.bind({ m: relative });
  return relative;
}

/** The hero looks in `count` wrong spots for the thing in role `o`. */
export function search(t: Tale, place: Place, count: number, truth: string): void {
  const spots = t.random.shuffle(place.spots.filter((spot) => spot !== truth)).slice(0, count);
  const orders = ['First, ', 'Then ', 'At last, '];
  spots.forEach((spot, index) => {
    const order =
      count > 1 ? orders[index === count - 1 && count > 1 && index > 0 ? 2 : Math.min(index, 1)]! : '';
    t.say(
      [
        `${order}[h] looked [spot], but [o.the] was not there.`,
        `${order}[h] searched [spot]. {Nothing!|There was nothing.|It was not there.}`,
        `${order}[h] looked [spot], but found only [b].`,
      ],
      {
        spot,
        b: t.random.pick([
          'a bug',
          'some leaves',
          'a stone',
          'an old stick',
          'dust',
          'a snail',
          'an old nut',
        ]),
      },
    );
  });
}

export function thanks(t: Tale, who: string, to: string): void {
  const name = address(t, to);
  t.speak(
    who,
    [
      `Thank you, ${name}! You are so kind.`,
      `Thank you so much, ${name}!`,
      `Oh, thank you! You are a {good|true|real} friend.`,
      `Thank you for {your help|helping me}, ${name}.`,
      `{How can I ever thank you|What would I do without you}, ${name}?`,
      `You are {the best|so good to me}, ${name}. Thank you!`,
    ],
    [
      `[${who}] thanked [${to}.o] {again and again|with a big smile|with all [${who}.his] heart}.`,
      `[${who}] {was very thankful|did not know how to thank [${to}.o]}.`,
      `[${who}] said thank you {and gave [${to}.o] a hug|with a big smile}.`,
    ],
    'happy',
  );
}

/** How one speaks to somebody: by name, "Mom", "Owl". */
export function address(t: Tale, role: string): string {
  const { name, kind } = t.character(role);
  return name || kind[0]!.toUpperCase() + kind.slice(1);
}

/** `who` says sorry to `to`, who forgives. */
export function makeUp(t: Tale, who: string, to: string): void {
  t.speak(
    who,
    [
      `I am sorry, ${address(t, to)}. I was {wrong|not nice|mean to you}.`,
      `I am so sorry, ${address(t, to)}! Can you forgive me?`,
      `I should not have {said|done} that. I am sorry, ${address(t, to)}.`,
      `Please forgive me, ${address(t, to)}. I feel bad about it.`,
    ],
    [
      `[${who}] said sorry to [${to}.o] and meant it.`,
      `[${who}] went to [${to}.o] and said sorry.`,
      `[${who}] felt bad and told [${to}.o] how sorry [${who}.he] was.`,
    ],
    'sad',
  );
  t.speak(
    to,
    [
      `It is okay, ${address(t, who)}. {Let us forget it.|I forgive you.}`,
      `I forgive you. {Let's start again.|I am not angry any more.}`,
      `That is all right. {Everybody makes mistakes.|Thank you for saying that.}`,
    ],
    [
      `[${to}] forgave [${who}.o] {at once|with a smile|and gave [${who}.o] a hug}.`,
      `[${to}] smiled and was not angry any more.`,
    ],
    'happy',
  );
}

/** The last sentences of a story that ends well. `who` is a role, of one or of a group. */
export function happyEnd(t: Tale, who = 'h'): void {
  t.moment('joy', who, 0.4);
  t.moment('rest', who, 0.3);
  if (who === 'both')
    t.say([
      'From that day on, [both] were {the best of|very good|close} friends.',
      '[both] went home {happy|with a smile|side by side|hand in hand|with a song}.',
      'And [both] {lived happily ever after|were happy for the rest of the day|stayed friends for ever}.',
      'It was {a wonderful|the best|a very good|a lovely} day for [both.o].',
      'After that, [both] {played together every day|were always there for each other|met every {morning|afternoon}}.',
      'And if they are not too tired, [both] still {laugh|talk} about it {today|every night}.',
      '{Side by side|Arm in arm}, [both] watched the {sun go down|first stars come out}.',
      '[both] {promised to meet again the next day|could not wait for the next day|waved to each other until it was dark}.',
    ]);
  else
    t.say([
      `[${who}] went home {happy|with a big smile|with a happy heart|with a song}.`,
      `It was {a wonderful|the best|a very good|a lovely} day for [${who}.o].`,
      `And [${who}] lived happily ever after.`,
      `That night, [${who}] {fell asleep with a smile|slept very well|dreamed a sweet dream}.`,
      `[${who}] was {very happy|as happy as could be|happy and a little proud}.`,
      `[${who}] would never forget {that day|what had happened|it}.`,
      `{When the moon came up|When night came|In the evening}, [${who}] {thought of it all and smiled|was tired and happy|told the story to everyone at home}.`,
      `And when [${who}] {woke up|got up} the next {day|morning}, [${who}.he] was still happy.`,
    ]);
}

/** The last sentences of a story that ends badly. */
export function sadEnd(t: Tale, who = 'h'): void {
  t.mark('BadEnding');
  t.moment('sad', who, 0.5);
  t.say([
    `[${who}] went home {alone|slowly|with tears in [${who}.his] eyes}, and there was nothing to be done about it.`,
    `That night, [${who}] cried {[${who}.self] to sleep|for a long time}, and the next day was no better.`,
    `It was the saddest day of ${who === 'both' ? 'the whole year' : `[${who}.s] life`}.`,
    `[${who}] [${who}.was] sad for a very long time.`,
    `Nothing could make [${who}.o] happy again {that day|that evening|for a long time}.`,
  ]);
}
