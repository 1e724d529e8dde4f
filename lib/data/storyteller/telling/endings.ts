/** How stories end, by how they went: alone, with a friend, with the family; for good or ill. */
import type { Tale } from '../tale.ts';
import type { Thing } from '../world.ts';
import {
  FAMILY,
  FAMILY_TALK,
  GOING_HOME,
  GOOD_NIGHT,
  HAPPY_ONE,
  HAPPY_TOGETHER,
  SAD,
  SAD_BROKEN,
  SAD_LOSS,
  TALK_TOGETHER,
  TOGETHER_HOME,
} from './endings-phrases.ts';
import { AT_LAST, NO_MORE } from './frames.ts';
import { interlude } from './interludes.ts';
import { placeVerb } from './moments.ts';
import { atTheEnd } from './vignettes.ts';

/** The last sentences of a story that ends well. `who` is a role, of one or of a group. */
export function happyEnd(t: Tale, who = 'h'): void {
  t.moment('joy', who, 0.4);
  if (t.choice.due('fun') || t.choice.due('game')) placeVerb(t, t.choice.due('game') ? 'game' : 'fun', who, AT_LAST);
  else if (t.choice.due('way')) placeVerb(t, 'way', who, ['On the way home, [h] <past>.', 'Before going home, [h] <past>.']);
  atTheEnd(t, who);
  if (t.choice.waits('feeling') && !['bored', 'restless'].includes(t.choice.required.adjective.word))
    t.say([`In the end, [${who}] felt [a].`, `[${who}] felt [a] now, and that was good.`], {
      a: t.choice.quality('feeling'),
    });
  t.moment('rest', who, 0.3);
  const night = who === 'h' && interlude(t, 'evening');
  t.world.end('happy');
  if (night) {
    end(t, who, GOOD_NIGHT);
    return;
  }
  const left = t.character('h').place !== null;
  if (who !== 'h' && who !== 'both') {
    const group = t.cast[who];
    const several = typeof group === 'object' && group.type === 'group';
    end(t, who, several ? HAPPY_TOGETHER : HAPPY_ONE);
    return;
  }
  if (who === 'both') {
    const talk = t.has('Dialogue') && t.random.chance(0.12);
    end(t, who, talk ? TALK_TOGETHER : left && t.random.chance(0.25) ? TOGETHER_HOME : HAPPY_TOGETHER);
    return;
  }
  if (t.random.chance(0.22) && bindFamily(t)) end(t, who, t.has('Dialogue') && t.random.chance(0.5) ? FAMILY_TALK : FAMILY);
  else end(t, who, left && t.random.chance(0.25) ? GOING_HOME : HAPPY_ONE);
}

function end(t: Tale, who: string, phrases: readonly string[]): void {
  const phrase = t.pick(phrases);
  t.say(who === 'h' || phrases === TALK_TOGETHER ? phrase : phrase.replaceAll('[h', `[${who}`));
}

/** Somebody of the family who has no part in the story yet, in role `e1`. */
function bindFamily(t: Tale): boolean {
  const hero = t.character('h');
  const seen = new Set([...t.people].filter(({ of }) => of === hero).map(({ kind }) => kind));
  const kinds = ['mom', 'dad', 'grandma', 'grandpa'].filter((kind) => !seen.has(kind));
  if (kinds.length === 0) return false;
  t.bind({ e1: t.relative(hero, kinds) });
  return true;
}

/** The last sentences of a story that ends badly. */
export function sadEnd(t: Tale, who = 'h'): void {
  t.mark('BadEnding');
  atTheEnd(t, who);
  if (t.choice.waits('hurt')) t.sorrow(who, 0);
  t.moment('sad', who, 0.5);
  for (const kind of ['game', 'fun', 'joy', 'rest', 'way'] as const)
    if (t.choice.due(kind) && (kind !== 'game' || who === 'both')) placeVerb(t, kind, who, NO_MORE[kind]!);
  t.world.end('sad');
  const lost = gone(t, who);
  if (lost !== null && t.random.chance(0.4)) {
    t.bind({ lost });
    end(t, who, lost.state === 'broken' ? SAD_BROKEN : SAD_LOSS);
  } else end(t, who, SAD);
}

/** A thing of theirs that is broken or gone for good; not what was eaten. */
function gone(t: Tale, who: string): Thing | null {
  const sufferer = t.cast[who];
  for (const { kind, thing } of t.world.events.toReversed()) {
    if (thing === null || thing.owner !== sufferer || !['lose', 'break', 'eat'].includes(kind)) continue;
    const away = thing.state !== 'whole' || thing.holder === null;
    if (away && thing.noun.countable && !t.choice.edible(thing)) return thing;
  }
  return null;
}
