/**
 * Reads a verdict, strictly: a reply is one of the forms below from its first character to its last, or it cannot be
 * read. Nothing is guessed, completed or set to a default.
 *
 * 1. A JSON object, alone or as the only thing in one code fence, with exactly the fields asked for, each once: grades
 *    as numbers from 0 to 10, the age group as its letter.
 * 2. Where grades alone are asked for, the line that the paper's judge answers with, in any order:
 *    `Grammar: 8/10, Creativity: 7/10, Consistency: 7/10, Plot: 6/10, Age group: E (10-12)`
 */
import { parseStrictJson } from '../../formats/strict-json.ts';
import { AGE_GROUPS, AGES, type AgeGroup, AXES, type Axis, FULL_MARKS, type Scores } from '../record.ts';

export interface Verdict {
  scores: Scores;
  /** With one turn: what the judge says freely. */
  assessment: string | null;
}

/** A reply that cannot be read, and why. */
export interface Unreadable {
  fault: string;
}

/** Characters of a reply; more is no verdict. */
const LONGEST = 100_000;
const FENCE = /^```(?:json)?[ \t]*\n([^`]*)\n```$/i;
const POINTS = /^(grammar|creativity|consistency|plot): (\d{1,2}(?:\.\d{1,2})?)\/10$/i;
const AGE = /^age group: ([A-F])(?:[:.]? ?\(?([0-9a-z -]+)\)?)?$/i;

export function readVerdict(reply: string, turns: 1 | 2): Verdict | Unreadable {
  const text = reply.trim();
  if (text === '') return { fault: 'an empty answer' };
  if (text.length > LONGEST) return { fault: `an answer of ${text.length} characters` };
  const json = FENCE.exec(text)?.[1]?.trim() ?? text;
  if (json.startsWith('{')) return ofJson(json, turns);
  return turns === 2 ? ofLine(text) : { fault: `no JSON object: ${shown(text)}` };
}

function ofJson(text: string, turns: 1 | 2): Verdict | Unreadable {
  const value = parsed(text);
  if (value === 'broken') return { fault: `not valid JSON: ${shown(text)}` };
  if (value === 'twice') return { fault: 'a field stands twice' };
  const fields = new Map(Object.entries(value));
  const expected: string[] = [...(turns === 1 ? ['assessment'] : []), ...AXES, 'age'];
  const missing = expected.filter((name) => !fields.has(name));
  if (missing.length > 0) return { fault: `without ${missing.join(', ')}` };
  const extra = [...fields.keys()].filter((name) => !expected.includes(name));
  if (extra.length > 0) return { fault: `with a field that was not asked for: ${shown(extra.join(', '))}` };
  const scores: Partial<Record<Axis, number>> = {};
  for (const axis of AXES) {
    const points = fields.get(axis);
    if (!isGrade(points)) return { fault: `${axis} is ${described(points)}, no number from 0 to 10` };
    scores[axis] = points;
  }
  const age = fields.get('age');
  if (!isAge(age)) return { fault: `age is ${described(age)}, no letter from A to F` };
  const assessment = fields.get('assessment') ?? null;
  if (assessment !== null && (typeof assessment !== 'string' || assessment.trim() === ''))
    return { fault: 'the assessment is no text' };
  return { scores: { ...(scores as Record<Axis, number>), age }, assessment };
}

/** The engine's own words for what is broken are not the same in every version, and a record must be. */
function parsed(text: string): object | 'broken' | 'twice' {
  let value: object;
  try {
    value = JSON.parse(text) as object;
  } catch {
    return 'broken';
  }
  try {
    parseStrictJson(Buffer.from(text), 'the answer', 'it');
  } catch {
    return 'twice';
  }
  return value;
}

function ofLine(text: string): Verdict | Unreadable {
  const scores: Partial<Record<Axis, number>> = {};
  let age: AgeGroup | null = null;
  for (const part of text.replace(/\.$/, '').split(/[,;]\s*|\s*\n\s*/)) {
    const points = POINTS.exec(part);
    if (points) {
      const axis = points[1]!.toLowerCase() as Axis;
      if (scores[axis] !== undefined) return { fault: `${axis} is graded twice` };
      scores[axis] = Number(points[2]);
      if (!isGrade(scores[axis])) return { fault: `${axis} is ${points[2]}, no number from 0 to 10` };
      continue;
    }
    const group = AGE.exec(part);
    if (!group) return { fault: `neither JSON nor a line of grades: ${shown(part)}` };
    if (age !== null) return { fault: 'two age groups' };
    age = group[1]!.toUpperCase() as AgeGroup;
    if (group[2] !== undefined && group[2].trim() !== AGES[age])
      return { fault: `age group ${age} is ${AGES[age]}, and the answer says ${shown(group[2])}` };
  }
  const missing = AXES.filter((axis) => scores[axis] === undefined);
  if (missing.length > 0) return { fault: `without ${missing.join(', ')}` };
  if (age === null) return { fault: 'without an age group' };
  return { scores: { ...(scores as Record<Axis, number>), age }, assessment: null };
}

function isGrade(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= FULL_MARKS;
}

function isAge(value: unknown): value is AgeGroup {
  return typeof value === 'string' && (AGE_GROUPS as readonly string[]).includes(value);
}

/** Lists and objects by their kind alone: they may be nested deeper than can be written out. */
function described(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return shown(JSON.stringify(value));
}

/** As much of what a judge says as a message needs. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
