import { describe, expect, test } from '@jest/globals';
import { StoryCheck } from '../../../lib/data/generate/check.ts';
import { ENGLISH_PHRASING } from '../../../lib/data/generate/phrasing.ts';
import { cleanReply, isRefusal, partSummary } from '../../../lib/data/generate/reply.ts';
import { tellStory } from '../../../lib/data/storyteller/storyteller.ts';

const STORY =
  'Once there was a little dog. He ran to the big tree and sat down under it. “Hello!” said a bird. ' +
  'They played all day, and then the dog went home.';
const check = new StoryCheck('english', ['words', 'dialogue']);
const asked = (words: string[], features: 'Dialogue'[] = []) => ({ words, features });

describe('a story', () => {
  test('with all that was asked for is let through', () => {
    expect(check.judge(STORY, asked(['run', 'tree', 'big'], ['Dialogue']))).toBeNull();
  });

  test.each([
    ['empty', '', asked([])],
    ['short', 'A dog ran. The end.', asked([])],
    ['truncated', STORY.replace(/home\.$/, 'ho'), asked([])],
    ['form', `${STORY}\n<|endoftext|>\n${STORY}`, asked([])],
    ['form', `${STORY}\nSummary: a dog plays.`, asked([])],
    ['words', STORY, asked(['swim', 'tree', 'big'])],
    ['words', STORY, asked(['run', 'cat', 'big'])],
    ['dialogue', STORY.replace(/“Hello!” said a bird/, 'A bird came'), asked([], ['Dialogue'])],
  ] as const)('is rejected: %s', (reason, story, request) => {
    expect(check.judge(story, request)).toMatchObject({ reason });
  });

  test('names the words that are missing', () => {
    expect(check.judge(STORY, asked(['swim', 'tree', 'purple']))?.detail).toBe('swim, purple');
  });

  test('is not held against what is not required', () => {
    const lax = new StoryCheck('english', []);
    const silent = STORY.replace(/“Hello!” said a bird/, 'A bird came');
    expect(lax.judge(silent, asked(['swim'], ['Dialogue']))).toBeNull();
  });

  test.each(['."', '!”', '?', '…', '.”)', '。', '.*', '!»'])('may end with %j', (end) => {
    expect(check.judge(STORY.replace(/\.$/, end), asked([]))).toBeNull();
  });

  test.each([',', ' and', ':', '"'])('may not end with %j', (end) => {
    expect(check.judge(STORY.replace(/\.$/, end), asked([]))?.reason).toBe('truncated');
  });
});

test('forms that lists give count, and stems where they are asked for', () => {
  const german =
    'Ein kleiner Junge lief über die große Wiese und sah viele Hunde. „Kommt alle her!“, rief er, und sie liefen ' +
    'zusammen bis zum Fluss.';
  const forms = [{ word: 'laufen', forms: ['lief', 'läuft'] }];
  const nouns = [{ word: 'Hund', forms: [] }];
  const adjectives = [{ word: 'groß', forms: ['große'] }];
  const bank = { verb: forms, noun: nouns, adjective: adjectives, sha256: '' };
  const given = new StoryCheck('forms', ['words', 'dialogue'], bank);
  expect(given.judge(german, asked(['laufen', 'groß'], ['Dialogue']))).toBeNull();
  expect(given.judge(german, asked(['Hund']))).toEqual({ reason: 'words', detail: 'Hund' });
  const stems = new StoryCheck('stem', ['words'], bank);
  expect(stems.judge(german, asked(['Hund', 'Wiesen']))).toBeNull();
  expect(stems.judge(german, asked(['Hase']))?.reason).toBe('words');
});

test("the storyteller's stories have what their records say", () => {
  for (let n = 0; n < 300; n++) {
    const { story, instruction } = tellStory(3, n);
    expect([n, check.judge(story, instruction)]).toEqual([n, null]);
  }
});

describe('an answer', () => {
  test.each([
    ['plain', STORY],
    ['a fence', `\`\`\`text\n${STORY}\n\`\`\``],
    ['a title in bold', `**The Dog**\n\n${STORY}`],
    ['a heading', `# The Dog\n${STORY}`],
    ['a title line', `Title: The Little Dog\n\n${STORY}`],
    ['the cue again', `A story:\n${STORY}`],
    ['line ends of another system', `\r\n${STORY}\r\n`],
  ])('with %s becomes the story alone', (_, reply) => {
    expect(cleanReply(reply, ENGLISH_PHRASING)).toBe(STORY);
  });

  test('that begins with speech or a colon keeps its first line', () => {
    for (const story of [`Tom said: "Come!"\n${STORY}`, `"I'm sorry," said Tom.\n${STORY}`])
      expect(cleanReply(story, ENGLISH_PHRASING)).toBe(story);
    expect(isRefusal(`"I'm sorry," said Tom. ${STORY}`, ENGLISH_PHRASING)).toBe(false);
  });

  test.each([
    "I'm sorry, but I can't help with that.",
    'I’m sorry, but no.',
    'As an AI model, I do not tell stories.',
  ])('that is a refusal is seen: %s', (reply) => {
    expect(isRefusal(reply, ENGLISH_PHRASING)).toBe(true);
  });

  test.each([
    [`${STORY}\n\nSummary: A dog plays\nwith a bird.`],
    [`${STORY}\n**Summary:** A dog plays with a bird.`],
    [`${STORY}\n\n**Summary**: A dog plays with a bird.`],
  ])('with a summary is parted', (reply) => {
    expect(partSummary(reply, 'Summary')).toEqual({ story: STORY, summary: 'A dog plays with a bird.' });
  });

  test('without a summary, or with nothing else, is not', () => {
    for (const reply of [STORY, 'Summary: all of it', `${STORY}\nSummary:`])
      expect(partSummary(reply, 'Summary')).toBeNull();
  });
});
