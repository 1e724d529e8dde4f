/** How stories begin: who the hero is, where and with whom, what the hero is like and likes. */
import type { Tale } from '../tale.ts';
import { FACTS } from '../words/facts.ts';
import { HOMES_OF_ANIMALS, HOMES_OF_CHILDREN } from '../words/places.ts';
import type { Character } from '../world.ts';
import { person } from './details.ts';
import { WONT } from './frames.ts';
import { atHome } from './interludes-scenes.ts';
import { placeVerb } from './moments.ts';
import { ANIMALS, CHILDREN, CLASSIC, OPENINGS, TRAIT_SHOWS } from './openings.ts';
import { homely } from './vignettes.ts';

/** What somebody is like to begin with: nothing that a plot could be told against. */
const TRAITS: readonly string[] =
  `kind little happy curious clever cheerful young good funny nice small friendly playful shy gentle jolly lively merry
  caring loving dreamy cheeky creative energetic adventurous bright-eyed curly-haired adorable lovable giggly talkative
  chatty active thoughtful polite quiet`.split(/\s+/);
/** What only children are. */
const HAIRED = 'curly-haired';
const AGES = ['three', 'four', 'five', 'six', 'seven'];

/** How often a beginning says one thing more about the hero, and the shares of the kinds of things it can say. */
const MORE = { unhurried: 0.55, hurried: 0.15 };
const MORE_IN_BRIEF = 0.25;
const KNOWS = { brief: 0.35, told: 0.08 };
const PERSON = 0.4;

/**
 * The hero in role `h`, introduced, with something to like.
 * @param homes where a child may live
 */
export function begin(t: Tale, homes: readonly string[] = HOMES_OF_CHILDREN): Character {
  const haired = t.choice.required.adjective.word === HAIRED;
  const hero = t.named(t.random.chance(0.66) || haired ? 'child' : 'animal');
  hero.trait = t.choice.quality(
    'trait',
    hero.sort === 'child' ? TRAITS : TRAITS.filter((trait) => trait !== HAIRED),
  );
  t.bind({ h: hero, home: homeOf(t, hero, homes) });
  const first = opening(t, hero);
  t.say(first, { trait: hero.trait, age: t.random.pick(AGES) });
  const told = likes(t) || homely(t, 'h');
  if (!told || t.unhurried) more(t, !FAMILY.test(first));
  return hero;
}

/** What a sentence about the family would contradict. */
const FAMILY = /\b(mom|three)\b/;

function opening(t: Tale, hero: Character): string {
  if (t.brief) return t.pick(CLASSIC);
  const share = t.random.float();
  if (share < 0.3) return t.pick(CLASSIC);
  if (share < 0.65) return t.pick(OPENINGS);
  return t.pick(hero.sort === 'child' ? CHILDREN : (ANIMALS[t.homeOf(hero) ?? 'wood'] ?? OPENINGS));
}

/** One thing more about the hero, now and then: what shows a trait, what somebody looks like, what somebody knows. */
export function more(t: Tale, family = true): void {
  const chance = t.brief ? MORE_IN_BRIEF : MORE[t.unhurried ? 'unhurried' : 'hurried'];
  if (!t.random.chance(chance)) return;
  const shown = TRAIT_SHOWS[t.character('h').trait];
  const share = t.random.float();
  const knows = t.brief ? KNOWS.brief : KNOWS.told;
  if (share < knows && (t.brief || t.has('Dialogue'))) knowledge(t);
  else if (t.brief) atHome(t);
  else if (share < knows + PERSON && family) person(t);
  else if (shown !== undefined) t.say(shown);
  else return;
  t.interluded = true;
}

/** What the hero likes to do or always does, and whether it was told; the required verb may wait for a later place. */
function likes(t: Tale): boolean {
  const { choice } = t;
  if (choice.due('fun')) return t.random.chance(0.9) && t.moment('fun', 'h', 1);
  for (const kind of ['sad', 'fear'] as const)
    if (choice.due(kind) && t.random.chance(0.4)) {
      placeVerb(t, kind, 'h', WONT[kind]!);
      return true;
    }
  // A story that ends badly has few places later for what one does when all is well.
  const [rest, joy] = [choice.due('rest'), choice.due('joy')];
  if (!(rest || joy) || !t.random.chance(t.has('BadEnding') ? 0.6 : 0.3)) return t.moment('fun', 'h', 0.6);
  placeVerb(t, rest ? 'rest' : 'joy', 'h', WONT[rest ? 'rest' : 'joy']!);
  return true;
}

function homeOf(t: Tale, hero: Character, homes: readonly string[]): string {
  if (hero.sort === 'child') return t.pick(homes);
  const home = (t.homeOf(hero) ?? 'wood') as 'wood' | 'field' | 'water' | 'farm';
  return t.pick(HOMES_OF_ANIMALS[home]);
}

const ASKED: readonly string[] = [
  '"[question]" [h.n] asked [h.his] [k1.kind]. [k1] answered, "[said]."',
  'At breakfast, [h.n] asked [h.his] [k1.kind], "[question]" The answer was, "[said]."',
  '[h.n] had many questions. "[question]" [h.he] asked. [h.s] [k1.kind] said, "[said]."',
  'One night, in bed, [h.n] asked, "[question]" ^[h.s] [k1.kind] said, "[said]."',
  '"[question]" [h.s] [k1.kind] once asked [h.him]. [h.n] said at once, "[said]."',
  '[h.s] [k1.kind] liked to ask riddles. "[question]" [k1] asked. And [h.n] cried, "[said]!"',
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
/** An animal among animals. */
const HEARD: readonly string[] = [
  'An old owl had once told [h.him] that [fact].',
  'The wise old goose had taught all the young ones that [fact].',
  'Every young animal around there knew that [fact].',
];

/** Those of which the small variety tells. */
const FEW_FACTS = FACTS.filter((_, index) => index % 6 === 0);

/** Something about the world that the hero has learned, asked of mom or dad or remembered. */
function knowledge(t: Tale): void {
  const hero = t.character('h');
  const child = hero.sort === 'child';
  const known = t.random.pick(t.brief ? FEW_FACTS : FACTS);
  // Animals do not ask about what people have, nor about themselves.
  if (!child && (known.about === 'people' || known.question.includes(hero.kind))) return;
  t.interluded = true;
  t.bind({ k1: t.relative(hero) });
  const source =
    t.has('Dialogue') && (!t.brief || t.random.chance(0.65))
      ? t.pick(ASKED)
      : t.pick(!child && t.random.chance(0.3) ? HEARD : TOLD);
  t.say(
    source
      .replace('[question]', () => known.question)
      .replace('[said]', () => known.answer.slice(0, -1))
      .replace('[fact]', () => known.fact),
  );
}
