// What a measurement leaves: rows of one shape, which the table prints, files keep and later runs are compared with.

/**
 * `value`, `low` and `high` are amounts a second (or, of peers, ratios): more is better. `share` is of the ceiling
 * that binds, which `by` names. `peakBytes` is memory beyond what the row's `note` or docs/benchmarks.md says.
 * A row that could not be measured has `notShown` and nothing else.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} [unit]
 * @property {number} [value] the median
 * @property {number} [low] lower quartile
 * @property {number} [high] upper quartile
 * @property {number} [samples]
 * @property {number} [gflops]
 * @property {number} [gbps]
 * @property {number} [share]
 * @property {string} [by]
 * @property {number} [peakBytes]
 * @property {string} [note]
 * @property {Record<string, any>} [more]
 * @property {string} [notShown]
 */

/**
 * @param {string} id
 * @param {string} unit
 * @param {{ median: number, low: number, high: number, samples: number }} summary
 * @param {Partial<Row>} [rest]
 * @returns {Row}
 */
export function row(id, unit, { median, low, high, samples }, rest = {}) {
  return { id, unit, value: median, low, high, samples, ...rest };
}

/** @returns {Row} */
export const notShown = (id, reason) => ({ id, notShown: reason });
