/** The checks by rules as text for people. */
import type { SecondModelRecord } from '../grading/checks/second-file.ts';
import type { ChecksSummary } from '../grading/checks/summary.ts';
import { percent } from './format.ts';

export function checksText(checks: ChecksSummary, second: SecondModelRecord | null): string {
  const { completions, order, dictionary, clean, repeated, endings, selfSimilarity } = checks;
  const lines = [
    `by rules: ${completions} texts of ${checks.length.toFixed(0)} words; order ${order.value.toFixed(3)} (0 to 1, no grade)`,
    `  known words ${percent(dictionary, 1)}, clean sentences ${percent(clean, 1)}, repeated 4-grams ${percent(repeated, 1)}`,
    `  complete ${percent(endings.complete, 1)}, cut ${percent(endings.cut, 1)}, rambling ${percent(endings.rambling, 1)}`,
  ];
  const asked = [
    checks.words === null ? '' : `words asked for ${percent(checks.words, 1)}`,
    checks.sentence === null ? '' : `sentences asked for ${percent(checks.sentence, 1)}`,
    checks.features === null ? '' : `features that rules see ${percent(checks.features, 1)}`,
    selfSimilarity === null ? '' : `self-similarity ${selfSimilarity.toFixed(3)}`,
  ].filter(Boolean);
  if (asked.length > 0) lines.push(`  ${asked.join(', ')}`);
  if (second?.bitsPerByte != null)
    lines.push(
      `  under ${second.name}: ${second.bitsPerByte.toFixed(3)} bits a byte, perplexity ${second.perplexity?.toFixed(2) ?? '–'}`,
    );
  return `${lines.join('\n')}\n`;
}
