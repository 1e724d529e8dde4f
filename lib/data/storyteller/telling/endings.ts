/** How stories end, by how they went: alone, with a friend, with the family; for good or ill. */
import type { Tale } from '../tale.ts';
import type { Character, Thing } from '../world.ts';
import {
  FAMILY,
  FAMILY_NIGHT,
  FAMILY_TALK,
  GOING_HOME,
  GOOD_NIGHT,
  HAPPY_NIGHT,
  HAPPY_ONE,
  HAPPY_TOGETHER,
  SAD,
  SAD_BROKEN,
  SAD_HOME,
  SAD_LOSS,
  TALK_TOGETHER,
  TOGETHER_HOME,
  TOGETHER_NIGHT,
} from './endings-phrases.ts';
import { AT_LAST, HOMEWARD, NO_MORE } from './frames.ts';
import { interlude } from './interludes.ts';
import { placeVerb } from './moments.ts';
import { atTheEnd } from './vignettes.ts';

/** The last sentences of a story that ends well. `who` is a role, of one or of a group. */
export function happyEnd(t: Tale, who = 'h'): void {
  const { choice } = t;
  // What one does in the evening as well tells that it is evening.
  t.late ||= choice.due('joy') && choice.due('rest');
  t.moment('joy', who, 0.4);
  if (choice.due('way')) placeVerb(t, 'way', who, HOMEWARD);
  else if (choice.due('game') || choice.due('fun')) {
    placeVerb(t, choice.due('game') ? 'game' : 'fun', who, AT_LAST);
    t.late = true;
  }
  late(t, who);
  t.late = t.moment('rest', who, 0.3) || t.late;
  const night = who === 'h' && interlude(t, 'evening');
  t.world.end('happy');
  end(t, who, night ? GOOD_NIGHT : who === 'h' ? alone(t) : together(t, who));
}

/** Required words that found no place in the plot. */
function late(t: Tale, who: string): void {
  const { choice } = t;
  t.late = atTheEnd(t, who) || t.late;
  if (choice.waits('feeling') && !['bored', 'restless'].includes(choice.required.adjective.word))
    t.say([`In the end, [${who}] felt [a].`, `[${who}] felt [a] now, and that was good.`], {
      a: choice.quality('feeling'),
    });
  if (choice.waits('hurt'))
    t.say(['Nobody could be [a] after a day like that.', 'How could anybody be [a] after such a day?'], {
      a: choice.quality('hurt'),
    });
}

/** Whether the hero has left home, and it is not yet evening. */
function out(t: Tale): boolean {
  return t.character('h').place !== null && !t.late;
}

function alone(t: Tale): readonly string[] {
  const share = t.random.float();
  if (share < 0.22 && bindFamily(t)) {
    if (t.late) return FAMILY_NIGHT;
    return t.has('Dialogue') && share < 0.11 ? FAMILY_TALK : FAMILY;
  }
  if (out(t) && share > 0.8) return GOING_HOME;
  return share < 0.55 ? HAPPY_NIGHT : HAPPY_ONE;
}

function together(t: Tale, who: string): readonly string[] {
  const several = t.cast[who];
  if (typeof several !== 'object' || several.type !== 'group') return HAPPY_ONE;
  const share = t.random.float();
  if (t.late) return HAPPY_TOGETHER;
  if (share < 0.12 && several.members.includes(t.cast.f as Character) && t.has('Dialogue'))
    return TALK_TOGETHER;
  if (share > 0.8 && out(t)) return TOGETHER_HOME;
  return share < 0.5 ? TOGETHER_NIGHT : HAPPY_TOGETHER;
}

function end(t: Tale, who: string, phrases: readonly string[]): void {
  // What friends say to each other names each of them.
  t.say(t.pick(phrases), phrases === TALK_TOGETHER ? undefined : { h: t.cast[who]! });
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
  for (const kind of ['way', 'game', 'fun', 'joy', 'rest'] as const)
    if (t.choice.due(kind) && (kind !== 'game' || who === 'both')) {
      placeVerb(t, kind, who, NO_MORE[kind]!);
      t.late = true;
    }
  t.world.end('sad');
  const lost = gone(t, who);
  if (lost !== null && t.random.chance(0.4)) {
    t.bind({ lost });
    end(t, who, lost.state === 'broken' ? SAD_BROKEN : SAD_LOSS);
  } else end(t, who, out(t) && t.random.chance(0.25) ? SAD_HOME : SAD);
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
