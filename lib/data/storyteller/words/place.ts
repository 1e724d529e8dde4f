/** What is known of a place. */
import type { Scene } from './entries.ts';

export interface Place {
  readonly id: string;
  /** "in the park" */
  readonly at: string;
  /** "to the park" */
  readonly to: string;
  /** "the park" */
  readonly the: string;
  readonly scene: Scene;
  readonly for: 'children' | 'animals' | 'all';
  readonly spots: readonly string[];
  /** Under a roof: no wind, no birds, no trees. */
  readonly indoors: boolean;
}

export function place(
  the: string,
  preposition: string,
  scene: Place['scene'],
  whose: Place['for'],
  spots: string,
  indoors = false,
): Place {
  const id = the.replace(/^(the|a) /, '');
  return {
    id,
    at: `${preposition} ${the}`,
    to: `to ${the}`,
    the,
    scene,
    for: whose,
    spots: spots.split('; '),
    indoors,
  };
}
