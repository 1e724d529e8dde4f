/** What a plot family is. */
import type { Feature } from '../features.ts';
import type { Tale } from '../tale.ts';

export interface Plot {
  readonly name: string;
  /** Features that every story of the family has. */
  readonly always: readonly Feature[];
  /** Features that a story of the family can have besides. */
  readonly can: readonly Feature[];
  /** Tags of the nouns that have a part in it; where the required noun has one, the family is chosen more often. */
  readonly nouns?: readonly string[];
  /** Plays the plot in the tale's world and says what happens. */
  tell(tale: Tale): void;
}
