/** Numbers and names of a report as people read them; in English whatever the machine's locale. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 1234567 → `1,234,567`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** For axes: 1500000 → `1.5 M`, 500000 → `500 k`. */
export function round(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`;
  return count(value);
}

/** A share: 0.6104 → `61.0 %`, 0.00495 → `0.50 %`. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.005) return '< 0.01 %';
  return `${value.toFixed(value < 10 ? 2 : 1)} %`;
}

/** A mean or the like: two figures behind the point below 10, one below 100, none above. */
export function decimal(value: number): string {
  return value >= 100 ? count(value) : value.toFixed(value < 10 ? 2 : 1);
}

/** A part of a whole with its share: `3 (0.01 %)`. */
export function partOf(part: number, whole: number): string {
  return whole === 0 ? '–' : `${count(part)} (${percent(part / whole)})`;
}

/** A text of at most so many characters. */
export function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
