/** How stories end, by how they went: alone, with a friend, with the family; for good or ill. */
import type { Tale } from '../tale.ts';
import type { Character, Group, Thing } from '../world.ts';
import { bindFamily } from './company.ts';
import { eveningNamed } from './day-time.ts';
import { feelingOf } from './days.ts';
import {
  AFTER_SLEEP,
  FAMILY,
  FAMILY_NIGHT,
  FAMILY_TALK,
  GOING_HOME,
  GOOD_NIGHT,
  GOOD_NIGHT_TOGETHER,
  HAPPY_ALWAYS,
  HAPPY_NIGHT,
  HAPPY_ONE,
  HAPPY_TOGETHER,
  HOME_IN_IT,
  HOME_TO_PET,
  SAD,
  SAD_BROKEN,
  SAD_HOME,
  SAD_LOSS,
  TALK_TOGETHER,
  TOGETHER_HOME,
  TOGETHER_NIGHT,
} from './endings-phrases.ts';
import { exchange } from './exchange.ts';
import { AFTERWARD, AT_LAST, FRAMES, HOMEWARD, LAST_OF_ALL, NEXT_DAY, NEXT_WAY, NO_MORE } from './frames.ts';
import { interlude } from './interludes.ts';
import { placeVerb } from './moments.ts';
import { atTheEnd } from './vignettes.ts';

/** Of the stories that told something of the evening, how many say one word more. */
const ONE_WORD_MORE = 0.5;
/** How often a detail of the beginning comes back at the end. */
const RETURN = 0.6;

/**
 * The last sentences of a story that ends well. `who` is a role, of one or of a group.
 * @param when `later` where the story has left the day on which it began
 */
export function happyEnd(t: Tale, who = 'h', when: 'today' | 'later' = 'today'): void {
  const { choice } = t;
  const later = when === 'later';
  const friends = several(t, who)?.members.includes(t.cast.f as Character) ?? false;
  const indoors = t.character('h').place === null;
  const talked = exchange(t, 'happy', { friends, later: () => later || another(t), indoors });
  // What one does in the evening as well tells that it is evening.
  t.late ||= (choice.due('joy') && choice.due('rest')) || (!later && eveningNamed(t));
  t.moment('joy', who, 0.4);
  if (choice.due('way'))
    placeVerb(t, 'way', who, later ? AFTERWARD.way : t.late || t.stage === 'home' ? NEXT_WAY : HOMEWARD);
  else if (choice.due('game') || choice.due('fun')) {
    const frames = later ? AFTERWARD.fun : t.late ? NEXT_DAY : AT_LAST;
    placeVerb(t, choice.due('game') ? 'game' : 'fun', who, frames);
    t.late = true;
  }
  const dark = late(t, who, later);
  const rest = out(t) ? FRAMES.rest : FRAMES.rest.filter((frame) => !frame.startsWith('Back'));
  const rested = t.moment(
    'rest',
    who,
    0.3,
    later ? AFTERWARD.rest : dark || eveningNamed(t) ? LAST_OF_ALL : rest,
  );
  t.late ||= dark || rested;
  const told = dark || rested || talked;
  // A small scene of the evening has nothing to do with the story and cannot be its end.
  const free = who === 'h' && !later && !eveningNamed(t);
  const night = told || (free && interlude(t, 'evening'));
  t.world.end('happy');
  if (told && !t.random.chance(ONE_WORD_MORE)) return;
  end(t, who, night && !later ? goodNight(t, who) : who === 'h' ? alone(t, later) : together(t, who, later));
}

/** Required words that found no place in the plot; whether they tell of the evening, as a last sentence can. */
function late(t: Tale, who: string, later: boolean): boolean {
  const { choice } = t;
  const evening = atTheEnd(t, who, later);
  if (choice.waits('feeling') && !['bored', 'restless'].includes(choice.required.adjective.word))
    t.say([`In the end, [${who}] felt [a].`, `After all that, [${who}] felt [a].`], {
      a: feelingOf(choice.quality('feeling')),
    });
  if (choice.waits('hurt'))
    t.say(
      [
        `Once that day, [${who}] had felt [a], but that was over now.`,
        `[${who}] had been [a] for a moment, but not any more.`,
      ],
      {
        a: choice.quality('hurt'),
      },
    );
  return evening;
}

/** What tells that the day on which the hero set out is over. */
const LATER =
  /\b(?:next (?:day|morning|week|time)|weeks?|months?|days|all (?:night|summer|winter)|at home|from (?:that day|then) on|ever again|whatever)\b/i;

/** Whether the hero has left home, and it is not yet evening. */
function out(t: Tale): boolean {
  const away = t.character('h').place !== null && t.stage !== 'home' && !t.late;
  return away && !LATER.test(t.text.slice(-500));
}

/** Who is told to sleep or dream does not fall asleep once more. */
const ASLEEP = /\b(?:asleep|dream|sle[ep][pt]|snor)/;

function goodNight(t: Tale, who: string): readonly string[] {
  if (several(t, who) !== null) return GOOD_NIGHT_TOGETHER;
  return ASLEEP.test(t.text.slice(-120)) ? AFTER_SLEEP : GOOD_NIGHT;
}

/** What tells of more than a day or two. */
const LONG_AFTER = /\b(?:weeks?|months?|years?|days|all (?:summer|winter))\b/i;

/** Whether the last of the story is told of another day than its first, so that nobody can look back on one day. */
function another(t: Tale): boolean {
  return LONG_AFTER.test(t.text.slice(-400));
}

function alone(t: Tale, later: boolean): readonly string[] {
  if (later || another(t)) return HAPPY_ALWAYS;
  const returning = coming(t);
  if (returning !== null) return returning;
  const share = t.random.float();
  if (share < 0.22 && bindFamily(t)) {
    if (t.late) return FAMILY_NIGHT;
    return t.has('Dialogue') && share < 0.11 ? FAMILY_TALK : FAMILY;
  }
  if (share > 0.85 && out(t)) return GOING_HOME;
  if (share >= 0.65) return HAPPY_ALWAYS;
  if (t.late) return GOOD_NIGHT;
  return share > 0.45 ? HAPPY_ONE : HAPPY_NIGHT;
}

/** What was told of the hero at the beginning comes back now and then. */
function coming(t: Tale): readonly string[] | null {
  const { detail } = t.cast;
  if (typeof detail !== 'string' || detail === '' || t.late || !t.random.chance(RETURN)) return null;
  return detail === 'pet' ? HOME_TO_PET : HOME_IN_IT;
}

function several(t: Tale, who: string): Group | null {
  const entity = t.cast[who];
  return typeof entity === 'object' && entity.type === 'group' ? entity : null;
}

function together(t: Tale, who: string, later: boolean): readonly string[] {
  const group = several(t, who);
  if (group === null) return later || another(t) ? HAPPY_ALWAYS : HAPPY_ONE;
  if (later || another(t)) return HAPPY_TOGETHER_LATER;
  const share = t.random.float();
  if (t.late) return HAPPY_TOGETHER_EVENING;
  if (
    share < 0.12 &&
    !t.text.slice(-80).includes('"') &&
    group.members.includes(t.cast.f as Character) &&
    t.has('Dialogue')
  )
    return TALK_TOGETHER;
  if (share > 0.85 && out(t)) return TOGETHER_HOME;
  return share < 0.45 ? TOGETHER_NIGHT : HAPPY_TOGETHER;
}

/** Those that do not speak of the day, which is over. */
const HAPPY_TOGETHER_LATER: readonly string[] = HAPPY_TOGETHER.filter(
  (phrase) => !/day ended|day for|that day\./.test(phrase),
);

/** Those that do not show them together, where one of them has gone home already. */
const HAPPY_TOGETHER_EVENING: readonly string[] = HAPPY_TOGETHER.filter(
  (phrase) => !/at each other|laughed so|next\?/.test(phrase),
);

/** It is not said twice that it is evening. */
const IN_THE_EVENING = /^(?:That|In the) evening/;

/** Said of two, not of three. */
const OF_TWO = /\b(?:two|both)\b/i;

function end(t: Tale, who: string, phrases: readonly string[]): void {
  const group = several(t, who);
  const evening = eveningNamed(t);
  const fitting = phrases.filter(
    (one) =>
      !(group !== null && group.members.length > 2 && OF_TWO.test(one)) &&
      !(evening && IN_THE_EVENING.test(one)),
  );
  // What friends say to each other names each of them.
  t.say(t.pick(fitting), phrases === TALK_TOGETHER ? undefined : { h: t.cast[who]! });
}

/** The last sentences of a story that ends badly. */
export function sadEnd(t: Tale, who = 'h'): void {
  t.mark('BadEnding');
  const past = LATER.test(t.text.slice(-500)) || another(t);
  const talked = exchange(t, 'sad', { later: () => past });
  atTheEnd(t, who, false);
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
  } else {
    const night = AT_NIGHT.test(t.text.slice(-500));
    const phrases =
      out(t) && t.random.chance(0.25)
        ? SAD_HOME
        : past
          ? SAD_LATER
          : talked || t.late
            ? SAD.filter((phrase) => !NOT_AT_HOME.test(phrase))
            : SAD;
    end(t, who, night ? phrases.filter((phrase) => !BEFORE_NIGHT.test(phrase)) : phrases);
  }
}

/** What tells that the night has come; whoever sits there has no evening before them. */
const AT_NIGHT = /\b(?:night|moon|stars|midnight)\b/i;
const BEFORE_NIGHT = /evening|dark|dinner|stars came out|moon came up/;

/** Those that do not speak of the day, where it is over. */
const SAD_LATER: readonly string[] = SAD.filter((phrase) => !/night|evening|dark|day|stars/.test(phrase));

/** What is not said once somebody has come home and talked about it. */
const NOT_AT_HOME = /looked back|In the evening/;

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
