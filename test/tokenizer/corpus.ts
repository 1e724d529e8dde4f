/** Stories to test with: real ones where they lie beside the repository, our own storyteller's elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { tellStory } from '../../lib/data/storyteller/storyteller.ts';

const REAL = resolve(__dirname, '../../../shared/data/tinystories-v2-part.txt');

/** The first `count` stories. */
export function someStories(count: number): string[] {
  if (!existsSync(REAL)) return Array.from({ length: count }, (_, i) => tellStory(7, i).story);
  const text = readFileSync(REAL, 'utf8');
  return text
    .split('<|endoftext|>', count)
    .map((story) => story.trim())
    .filter((story) => story !== '');
}
