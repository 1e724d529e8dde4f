import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readVerdict } from '../../lib/grading/judging/verdict.ts';
import { AGE_GROUPS, AGES } from '../../lib/grading/record.ts';

const good = { grammar: 8, creativity: 7, consistency: 6.5, plot: 5, age: 'C' };
const json = JSON.stringify(good);
const line = 'Grammar: 8/10, Creativity: 7/10, Consistency: 7/10, Plot: 6/10, Age group: E (10-12)';

describe('what can be read', () => {
  test.each([
    ['an object alone', json],
    ['with white space', `\n  ${JSON.stringify(good, null, 2)}\n\n`],
    ['as the only thing in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in a fence without a language', `\`\`\`\n${json}\n\`\`\``],
    ['fields in another order', '{"age":"C","plot":5,"grammar":8,"creativity":7,"consistency":6.5}'],
  ])('%s', (_, reply) => {
    expect(readVerdict(reply, 2)).toEqual({ scores: good, assessment: null });
  });

  test.each([
    ["the paper's line", line],
    ['one a line', line.replaceAll(', ', '\n')],
    [
      'in another order, in lower case',
      `age group: e; plot: 6/10; ${line.toLowerCase().slice(0, line.indexOf(', Plot'))}`,
    ],
    ['with a full stop', `${line}.`],
    ['with a colon and the range', line.replace('E (10-12)', 'E: 10-12')],
  ])('%s', (_, reply) => {
    expect(readVerdict(reply, 2)).toEqual({
      scores: { grammar: 8, creativity: 7, consistency: 7, plot: 6, age: 'E' },
      assessment: null,
    });
  });

  test('with one turn the assessment is a field', () => {
    const reply = JSON.stringify({ assessment: 'It says {"grammar": 10}, but it is not.', ...good });
    expect(readVerdict(reply, 1)).toEqual({
      scores: good,
      assessment: 'It says {"grammar": 10}, but it is not.',
    });
  });

  test('0 and 10 are grades', () => {
    expect(readVerdict(JSON.stringify({ ...good, grammar: 0, plot: 10 }), 2)).toHaveProperty(
      'scores.plot',
      10,
    );
  });
});

describe('what cannot be read, and is never completed or guessed', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /empty/],
    ['white space', ' \n', /empty/],
    ['prose before', `Here are the grades: ${json}`, /neither JSON nor/],
    ['prose after', `${json}\nI hope this helps.`, /not valid JSON/],
    ['prose before a fence', `Sure!\n\`\`\`json\n${json}\n\`\`\``, /neither JSON nor/],
    ['two fences', `\`\`\`\n${json}\n\`\`\`\n\`\`\`\n${json}\n\`\`\``, /neither JSON nor/],
    ['a trailing comma', json.replace('}', ',}'), /not valid JSON/],
    ['single quotes', json.replaceAll('"', "'"), /not valid JSON/],
    ['a comment', json.replace('{', '{ // grades\n'), /not valid JSON/],
    ['NaN', json.replace('8', 'NaN'), /not valid JSON/],
    ['Infinity', json.replace('8', 'Infinity'), /not valid JSON/],
    ['a number too large for one', json.replace('8', '1e999'), /grammar is null, no number/],
    ['null', json.replace('8', 'null'), /grammar is null/],
    ['a text "8"', json.replace('8', '"8"'), /grammar is "8"/],
    ['a text "8/10"', json.replace('8', '"8/10"'), /grammar is "8\/10"/],
    ['a text "eight"', json.replace('8', '"eight"'), /grammar is "eight"/],
    ['true', json.replace('8', 'true'), /grammar is true/],
    ['a list', json.replace('8', '[8]'), /grammar is a list/],
    [
      'lists within lists',
      json.replace('8', `${'['.repeat(40_000)}${']'.repeat(40_000)}`),
      /grammar is a list/,
    ],
    ['objects within objects', `${'{"grammar":'.repeat(8000)}8${'}'.repeat(8000)}`, /without creativity/],
    ['above ten', json.replace('8', '11'), /grammar is 11/],
    ['just above ten', json.replace('8', '10.0001'), /grammar is 10.0001/],
    ['below zero', json.replace('8', '-1'), /grammar is -1/],
    ['out of a hundred', json.replace('8', '80'), /grammar is 80/],
    ['a field missing', '{"grammar":8,"creativity":7,"consistency":6,"age":"C"}', /without plot/],
    ['a field too many', json.replace('}', ',"overall":9}'), /not asked for: overall/],
    ['another case', json.replace('grammar', 'Grammar'), /without grammar/],
    ['a field twice with two values', json.replace('{', '{"grammar":2,'), /stands twice/],
    ['a field twice, the second escaped', json.replace('{', '{"gr\\u0061mmar":2,'), /stands twice/],
    ['__proto__', json.replace('{', '{"__proto__":{"plot":1},'), /not asked for: __proto__/],
    ['two objects', `${json}\n${json}`, /not valid JSON/],
    ['two objects that differ', `${json}${json.replace('8', '3')}`, /not valid JSON/],
    ['a list of objects', `[${json}]`, /neither JSON nor/],
    ['an object within', `{"verdict":${json}}`, /without grammar/],
    ['cut off', json.slice(0, -1), /not valid JSON/],
    ['cut off in the middle', json.slice(0, 20), /not valid JSON/],
    ['an age of years', json.replace('"C"', '7'), /age is 7/],
    ['an age group with its range', json.replace('"C"', '"C: 6-7"'), /age is "C: 6-7"/],
    ['an age group that is none', json.replace('"C"', '"G"'), /age is "G"/],
    ['a refusal', 'I cannot grade this text.', /neither JSON nor/],
    ['a line without plot', line.replace(' Plot: 6/10,', ''), /without plot/],
    ['a line without age', line.slice(0, line.lastIndexOf(',')), /without an age group/],
    ['a line with one axis twice', `${line}, Grammar: 2/10`, /grammar is graded twice/],
    ['a line with two ages', `${line}, Age group: A`, /two age groups/],
    ['a line out of five', line.replace('8/10', '4/5'), /neither JSON nor/],
    ['a line above ten', line.replace('8/10', '12/10'), /grammar is 12/],
    ['a line in words', line.replace('8/10', 'eight/10'), /neither JSON nor/],
    ['a line that contradicts itself', line.replace('10-12', '4-5'), /age group E is 10-12.*4-5/],
    ['a line in prose', `The grades are: ${line}`, /neither JSON nor/],
    ['a hundred thousand characters', `{"grammar":${' '.repeat(100_000)}8}`, /100\d+ characters/],
  ])('%s', (_, reply, fault) => {
    const verdict = readVerdict(reply, 2);
    expect(verdict).not.toHaveProperty('scores');
    expect(verdict).toHaveProperty('fault', expect.stringMatching(fault));
  });

  test('with one turn: no assessment, an empty one, the line of the paper', () => {
    expect(readVerdict(json, 1)).toHaveProperty('fault', 'without assessment');
    expect(readVerdict(JSON.stringify({ assessment: ' ', ...good }), 1)).toHaveProperty('fault');
    expect(readVerdict(JSON.stringify({ assessment: 5, ...good }), 1)).toHaveProperty('fault');
    expect(readVerdict(line, 1)).toHaveProperty('fault');
  });

  test('faults are the same words whatever version of the engine reads them, and short', () => {
    const { fault } = readVerdict(`{"grammar": oops ${'x'.repeat(5000)}`, 2) as { fault: string };
    expect(fault).toMatch(/^not valid JSON: \{"grammar": oops x+…$/);
    expect(fault.length).toBeLessThan(100);
  });
});

test('every verdict that is written is read as it was', () => {
  const grade = fc.oneof(
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 0, max: 100 }).map((n) => n / 10),
  );
  const verdict = fc.record({
    grammar: grade,
    creativity: grade,
    consistency: grade,
    plot: grade,
    age: fc.constantFrom(...AGE_GROUPS),
  });
  fc.assert(
    fc.property(verdict, (scores) => {
      expect(readVerdict(JSON.stringify(scores), 2)).toEqual({ scores, assessment: null });
      const { grammar, creativity, consistency, plot, age } = scores;
      const text = `Grammar: ${grammar}/10, Creativity: ${creativity}/10, Consistency: ${consistency}/10, Plot: ${plot}/10, Age group: ${age} (${AGES[age]})`;
      expect(readVerdict(text, 2)).toEqual({ scores, assessment: null });
    }),
  );
});

test('text of any kind is read or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (reply) => {
      const verdict = readVerdict(reply, 2);
      expect('scores' in verdict || 'fault' in verdict).toBe(true);
    }),
  );
});
