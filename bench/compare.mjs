// Two results side by side: how much faster each measurement became, and whether that is more than noise.
import { columns, figures } from './format.mjs';

/** Below this a change is not told from noise, however narrow the spreads. */
const LEAST_CHANGE = 0.02;

/**
 * @typedef {{ id: string, ratio: number, low: number, high: number, verdict: 'faster' | 'slower' | 'same' }} Change
 * `low` and `high`: the ratio between the far and the near ends of the middle halves.
 */

/**
 * @param {import('./rows.mjs').Row[]} before
 * @param {import('./rows.mjs').Row[]} after
 * @returns {{ changes: Change[], gone: string[], added: string[] }}
 */
export function compareRows(before, after) {
  const shown = (rows) =>
    new Map(rows.filter((row) => row.notShown === undefined).map((row) => [row.id, row]));
  const [old, now] = [shown(before), shown(after)];
  /** @type {Change[]} */
  const changes = [];
  for (const [id, row] of now) {
    const was = old.get(id);
    if (!was) continue;
    const ratio = row.value / was.value;
    const [low, high] = [row.low / was.high, row.high / was.low];
    const verdict =
      low > 1 && ratio > 1 + LEAST_CHANGE
        ? 'faster'
        : high < 1 && ratio < 1 - LEAST_CHANGE
          ? 'slower'
          : 'same';
    changes.push({ id, ratio, low, high, verdict });
  }
  return {
    changes,
    gone: [...old.keys()].filter((id) => !now.has(id)),
    added: [...now.keys()].filter((id) => !old.has(id)),
  };
}

/** @param {ReturnType<typeof compareRows>} comparison */
export function comparisonText({ changes, gone, added }) {
  const mark = { faster: 'faster', slower: 'SLOWER', same: '' };
  const lines = columns(
    [
      ['measurement', 'new / old', 'spread', ''],
      ...changes.map(({ id, ratio, low, high, verdict }) => [
        id,
        figures(ratio),
        `${figures(low)} to ${figures(high)}`,
        mark[verdict],
      ]),
    ],
    [false, true, true, false],
  );
  const count = (verdict) => changes.filter((change) => change.verdict === verdict).length;
  lines.push('', `${count('faster')} faster, ${count('slower')} slower, ${count('same')} within noise`);
  if (gone.length) lines.push(`only in the old results: ${gone.join(', ')}`);
  if (added.length) lines.push(`only in the new results: ${added.join(', ')}`);
  return lines.join('\n');
}
