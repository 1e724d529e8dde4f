/** The checks by rules as text for people. */
import type { SecondModelRecord } from '../grading/checks/second-file.ts';
import type { ChecksSummary } from '../grading/checks/summary.ts';

export function checksText(checks: ChecksSummary, second: SecondModelRecord | null): string {
  const { completions, order, dictionary, clean, repeated, endings, selfSimilarity } = checks;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const lines = [
    `by rules: ${completions} texts of ${checks.length.toFixed(0)} words; order ${order.value.toFixed(3)} (0 to 1, no grade)`,
    `  known words ${percent(dictionary)}, clean sentences ${percent(clean)}, repeated 4-grams ${percent(repeated)}`,
    `  complete ${percent(endings.complete)}, cut ${percent(endings.cut)}, rambling ${percent(endings.rambling)}`,
  ];
  const asked = [
    checks.words === null ? '' : `words asked for ${percent(checks.words)}`,
    checks.sentence === null ? '' : `sentences asked for ${percent(checks.sentence)}`,
    checks.features === null ? '' : `features that rules see ${percent(checks.features)}`,
    selfSimilarity === null ? '' : `self-similarity ${selfSimilarity.toFixed(3)}`,
  ].filter(Boolean);
  if (asked.length > 0) lines.push(`  ${asked.join(', ')}`);
  if (second?.bitsPerByte != null)
    lines.push(
      `  under ${second.name}: ${second.bitsPerByte.toFixed(3)} bits a byte, perplexity ${second.perplexity?.toFixed(2) ?? '–'}`,
    );
  return `${lines.join('\n')}\n`;
}
