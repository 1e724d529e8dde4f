/** How stories begin: who the hero is, where and with whom, what the hero is like and likes. */
import type { Tale } from '../tale.ts';
import { FACTS } from '../words/facts.ts';
import { HOMES_OF_ANIMALS, HOMES_OF_CHILDREN } from '../words/places.ts';
import type { Character } from '../world.ts';
import { person } from './details.ts';
import { WONT } from './frames.ts';
import { placeVerb } from './moments.ts';
import { ANIMALS, CHILDREN, CLASSIC, OPENINGS, TRAIT_SHOWS } from './openings.ts';
import { homely } from './vignettes.ts';

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
const AGES = ['three', 'four', 'five', 'six', 'seven'];

/** The hero in role `h`, introduced, with something to like. */
export function begin(t: Tale): Character {
  const hero = t.named(t.random.chance(0.66) ? 'child' : 'animal');
  hero.trait = t.choice.quality('trait', TRAITS);
  t.bind({ h: hero, home: homeOf(t, hero) });
  t.say(opening(t, hero), { trait: hero.trait, age: t.random.pick(AGES) });
  const shown = TRAIT_SHOWS[hero.trait];
  const shows = shown !== undefined && t.room && t.random.chance(0.3);
  if (shows) t.say(shown);
  likes(t);
  homely(t, 'h');
  person(t, shows ? 0.25 : 0.45);
  knowledge(t);
  return hero;
}

function opening(t: Tale, hero: Character): string {
  const share = t.random.float();
  if (share < 0.3) return t.pick(CLASSIC);
  if (share < 0.65) return t.pick(OPENINGS);
  return t.pick(hero.sort === 'child' ? CHILDREN : (ANIMALS[t.homeOf(hero) ?? 'wood'] ?? OPENINGS));
}

/** What the hero likes to do or always does; the required verb may wait for a later place. */
function likes(t: Tale): void {
  const { choice } = t;
  if (choice.due('fun')) {
    if (t.random.chance(0.55)) t.moment('fun', 'h', 1);
    return;
  }
  for (const kind of ['sad', 'fear', 'think'] as const)
    if (choice.due(kind) && t.random.chance(0.4)) {
      placeVerb(t, kind, 'h', WONT[kind]!);
      return;
    }
  // A story that ends badly has few places later for what one does when all is well.
  if ((choice.due('rest') || choice.due('joy')) && t.random.chance(t.has('BadEnding') ? 0.6 : 0.3))
    placeVerb(
      t,
      choice.due('rest') ? 'rest' : 'joy',
      'h',
      choice.due('rest')
        ? [
            'Every {evening|night}, [h] <past>.',
            'When the day was done, [h] always <past>.',
            'In the evening, before the stars came out, [h] often <past>.',
          ]
        : [
            '[h] often <past>.',
            'Many times a day, [h] <past>.',
            'When something went well, [h] always <past>.',
            'At the smallest thing, [h] <past>.',
          ],
    );
  else t.moment('fun', 'h', 0.6);
}

function homeOf(t: Tale, hero: Character): string {
  if (hero.sort === 'child') return t.random.pick(HOMES_OF_CHILDREN);
  const home = (t.homeOf(hero) ?? 'wood') as 'wood' | 'field' | 'water' | 'farm';
  return t.random.pick(HOMES_OF_ANIMALS[home]);
}

const ASKED: readonly string[] = [
  '"[question]" [h.n] asked [h.his] [k1.kind]. "[said]," [k1] answered.',
  'At breakfast, [h.n] asked [h.his] [k1.kind], "[question]" The answer was, "[said]."',
  '[h.n] had many questions. "[question]" [h.he] asked. "[said]," said [h.his] [k1.kind].',
  'One night, when [h.n] lay in bed, [h.he] asked, "[question]" ^[h.s] [k1.kind] sat down and said, "[said]."',
  '"[question]" [h.s] [k1.kind] once asked [h.him]. [h.n] thought for a moment. "[said]," [h.he] said.',
  '[h.s] [k1.kind] liked to ask riddles. "[question]" [k1] asked. "[said]!" cried [h.n].',
  '"I have a question," said [h.n] one evening. "[question]" ^[h.s] [k1.kind] smiled. "[said]," [k1] said.',
];
const TOLD: readonly string[] = [
  '[h.s] [k1.kind] had told [h.him] that [fact].',
  'From [h.his] [k1.kind], [h] knew that [fact].',
  '[h.s] [k1.kind] had once explained that [fact].',
  '[h] was small, but [h.he] already knew that [fact].',
  'The evening before, [h.his] [k1.kind] had told [h.him] that [fact].',
  'In bed at night, [h] thought about what [h.his] [k1.kind] had said: [fact].',
];
/** Nobody of the family tells; for a child. */
const READ: readonly string[] = [
  'In a picture book, [h] had seen that [fact].',
  'In a museum, [h] had once learned that [fact].',
  '[h.s] teacher had told the children that [fact].',
  'There was a poster on the wall, and it said that [fact].',
];
/** An animal among animals. */
const HEARD: readonly string[] = [
  'An old owl had once told [h.him] that [fact].',
  'The wise old goose had taught all the young ones that [fact].',
  'Every young animal around there knew that [fact].',
];

/** Those of which the small variety tells. */
const FEW_FACTS = FACTS.filter((_, index) => index % 6 === 0);

/** Something about the world that the hero has learned, asked of mom or dad or remembered. */
export function knowledge(t: Tale, chance = 0.2): void {
  if (!(t.room || t.brief) || !t.random.chance(t.brief ? chance / 2 : chance)) return;
  const hero = t.character('h');
  const child = hero.sort === 'child';
  const known = t.random.pick(t.brief ? FEW_FACTS : FACTS);
  // Animals do not ask about what people have, nor about themselves.
  if (!child && (known.about === 'people' || known.question.includes(hero.kind))) return;
  t.bind({ k1: t.relative(hero, ['mom', 'dad', 'grandma', 'grandpa']) });
  const source =
    t.has('Dialogue') && t.random.chance(0.65)
      ? t.pick(ASKED)
      : t.pick(t.random.chance(0.3) ? (child ? READ : HEARD) : TOLD);
  t.say(
    source
      .replace('[question]', () => known.question)
      .replace('[said]', () => known.answer.slice(0, -1))
      .replace('[fact]', () => known.fact),
  );
}
