/** The prompts of a grading: ours, or those of a file. */
import { instructPrompt } from '../../data/instruct.ts';
import { sha256 } from '../../runtime/digest.ts';
import { checkKind, checkPrompts } from '../arguments.ts';
import type { GradingKind, Instruction, PromptRecord } from '../record.ts';
import { BEGINNINGS, CATEGORIES } from './beginnings.ts';
import { INSTRUCTIONS } from './instructions.ts';

/** Prompts of one kind, in their order. */
export interface PromptSet {
  kind: GradingKind;
  /** `own`, or the name of the file. */
  source: string;
  prompts: PromptRecord[];
}

/** Our fifty beginnings of stories, or our fifty sets of instructions. @throws InvalidArgumentError */
export function ownPrompts(kind: GradingKind): PromptSet {
  checkKind(kind);
  const prompts =
    kind === 'story'
      ? CATEGORIES.flatMap((category) =>
          Object.entries(BEGINNINGS[category]).map(([id, text]) => ({ id, category, text })),
        )
      : Object.entries(INSTRUCTIONS).flatMap(([category, sets]) =>
          Object.entries(sets).map(([id, instruction]) => instructionPrompt(id, category, instruction)),
        );
  return { kind, source: 'own', prompts };
}

/** The prompt of a set of instructions, in the layout of the training data. */
export function instructionPrompt(id: string, category: string, instruction: Instruction): PromptRecord {
  return { id, category, text: instructPrompt(instruction), instruction };
}

/** SHA-256 (hex) of what makes two sets the same: ids and texts, in their order. @throws InvalidArgumentError */
export function promptsHash(prompts: readonly PromptRecord[]): string {
  checkPrompts('prompts', prompts);
  return sha256(JSON.stringify(prompts.map(({ id, text }) => [id, text])));
}

/** Id of a prompt without a name of its own. */
export function idOfText(text: string): string {
  return sha256(text).slice(0, 12);
}
