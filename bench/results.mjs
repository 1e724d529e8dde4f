// Results as files: what was measured, on what, with what, and how busy the machine was.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slug } from './machine.mjs';

export const FORMAT = 1;

/** Where results go when the user does not say. */
export const resultsPath = (folder, machine) => join(folder, `${slug(machine.cpu)}-${machine.level}.json`);

/** JSON with a row on each line. More figures than a measurement holds would only make files differ. */
export function toText({ runs, ...about }) {
  const short = (_, value) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  const lines = runs.map((rows) => rows.map((row) => `   ${JSON.stringify(row, short)}`).join(',\n'));
  const rest = JSON.stringify(about, short, 1).slice(0, -2);
  return `${rest},\n "runs": [\n${lines.map((text) => `  [\n${text}\n  ]`).join(',\n')}\n ]\n}\n`;
}

/** @throws Error that says what is wrong with the file. */
export function readResults(path) {
  let results;
  try {
    results = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: cannot be read as results: ${error.message}`);
  }
  if (results?.format !== FORMAT || !Array.isArray(results.runs)) {
    throw new Error(
      `${path}: not results of \`npm run bench\` in format ${FORMAT}; measure again with this version`,
    );
  }
  return results;
}

/**
 * One set of rows of several runs: medians of the medians, and the widest of the spreads. A row that one of the runs
 * could not measure is not shown.
 * @param {import('./rows.mjs').Row[][]} runs
 * @returns {import('./rows.mjs').Row[]}
 */
export function mergeRuns(runs) {
  if (runs.length <= 1) return runs[0] ?? [];
  return runs[0].map((first) => {
    const same = runs.map((rows) => rows.find(({ id }) => id === first.id));
    const lacking = same.find((row) => row === undefined || row.notShown !== undefined);
    if (lacking || same.includes(undefined)) {
      return { id: first.id, notShown: lacking?.notShown ?? 'not in every run' };
    }
    const ordered = same.toSorted((a, b) => a.value - b.value);
    const middle = ordered[(ordered.length - 1) >> 1];
    return {
      ...middle,
      low: Math.min(...same.map(({ low }) => low)),
      high: Math.max(...same.map(({ high }) => high)),
      samples: same.reduce((sum, { samples }) => sum + samples, 0),
    };
  });
}
