/** Who speaks can be told from the page, and how does not say what the words say. */
import { describe, expect, test } from '@jest/globals';
import { compose } from '../../../lib/data/storyteller/compose.ts';
import type { Feature } from '../../../lib/data/storyteller/features.ts';
import { helper } from '../../../lib/data/storyteller/plot/helper.ts';
import type { Plot } from '../../../lib/data/storyteller/plot/plot.ts';
import type { Tale } from '../../../lib/data/storyteller/tale.ts';
import { begin, friend } from '../../../lib/data/storyteller/telling/beats.ts';
import type { Mood } from '../../../lib/data/storyteller/telling/speech.ts';
import { told } from './told.ts';

const TALK: ReadonlySet<Feature> = new Set(['Dialogue']);

/** What a few hundred tales make of the same talk. */
function talks(talk: (t: Tale) => void): string[] {
  const plot: Plot = {
    name: 'talk',
    always: [],
    can: ['Dialogue'],
    tell(t) {
      begin(t);
      friend(t);
      t.paragraph();
      talk(t);
    },
  };
  return Array.from({ length: 300 }, (_, index) => told(plot, TALK, 3, index).text);
}

const say = (t: Tale, who: string, words: string, mood: Mood = 'plain'): void =>
  t.speak(who, [words], [], mood);

test('an answer that begins with the words themselves begins a paragraph', () => {
  const texts = talks((t) => {
    say(t, 'h', 'Here we are.');
    say(t, 'f', 'It is late.');
  });
  expect(texts.filter((text) => /Here we are(?:\."|," [^".]*\.) "It is late/.test(text))).toEqual([]);
  expect(texts.filter((text) => /\n\n"It is late/.test(text)).length).toBeGreaterThan(100);
});

test('the speeches of two are never side by side in a paragraph', () => {
  const stories = Array.from({ length: 400 }, (_, index) => compose(5, index, { features: ['Dialogue'] }));
  expect(stories.map(({ tale }) => tale.text).filter((text) => text.includes('" "'))).toEqual([]);
  const answered = talks((t) => {
    t.say('[h] laughed. "Here we are."');
    say(t, 'f', 'It is late.');
  });
  expect(answered.filter((text) => text.includes('" "'))).toEqual([]);
  expect(answered.some((text) => /"Here we are\."\n\n"It is late/.test(text))).toBe(true);
});

describe('what one says right after what the same one has said', () => {
  // With nobody named in front it would be the other's answer.
  const likeAnAnswer = /Here we are(?:\."|," [^".]*\.)\s+"It is late/;

  test.each<[string, (t: Tale) => void]>([
    ['in one talk', (t) => say(t, 'h', 'Here we are.')],
    [
      'in another paragraph',
      (t) => {
        say(t, 'h', 'Here we are.');
        t.paragraph();
      },
    ],
    ['behind a sentence of the plot', (t) => t.say('[h] laughed. "Here we are."')],
  ])('%s', (_, first) => {
    const texts = talks((t) => {
      first(t);
      say(t, 'h', 'It is late.');
    });
    expect(texts.filter((text) => likeAnAnswer.test(text))).toEqual([]);
  });
});

test('nobody says sadly how sad it is, or happily that another should not cry', () => {
  const sad = talks((t) => say(t, 'h', 'I am so sad.', 'sad'));
  expect(sad.filter((text) => text.includes(' sadly'))).toEqual([]);
  const comfort = talks((t) => say(t, 'h', 'Do not cry. I will help you.', 'happy'));
  expect(comfort.filter((text) => /happily|cheerfully|laughed/.test(text))).toEqual([]);
});

test('who spoiled the work of a grown-up is the one who says sorry', () => {
  const features: ReadonlySet<Feature> = new Set(['Dialogue', 'Conflict']);
  const sorry = Array.from({ length: 150 }, (_, index) => told(helper, features, 3, index)).filter((tale) =>
    new RegExp(`(sorry|forgive me|was wrong), ${tale.character('h').name}\\b`).test(tale.text),
  );
  expect(sorry.map(({ text }) => text)).toEqual([]);
});
