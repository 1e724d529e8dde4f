/** Numbers as people read them; always in English, whatever the machine's locale. */

export { count } from '../data/report/figures.ts';

/** 41234 → `41.2k`; three figures or so, powers of a thousand. */
export function short(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P'];
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  const digits = unit === 0 || rest >= 100 ? 0 : rest >= 10 ? 1 : 2;
  return `${rest.toFixed(digits)}${units[unit]}`;
}

/** Bytes in powers of 1024: `12.5 MiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let rest = value;
  let unit = 0;
  while (rest >= 1023.5 && unit < units.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${rest.toFixed(unit === 0 || rest >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** 0.1234 → `12.34 %`; shares below a thousandth with two figures, unless `digits` behind the point are asked for. */
export function percent(share: number, digits?: number): string {
  const value = 100 * share;
  if (digits !== undefined) return `${value.toFixed(digits)} %`;
  return `${value === 0 || value >= 0.1 ? value.toFixed(2) : value.toPrecision(2)} %`;
}

/** A device that was chosen: `cpu (a processor), float32`. */
export function deviceLine({ id, name, compute }: { id: string; name: string; compute: string }): string {
  return `${id} (${name}), ${compute}`;
}

/** Seconds as `0:42`, `12:05` or `1:02:03`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** An argument as a POSIX shell takes it, for commands that people copy: `runs/a b` → `'runs/a b'`. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Columns padded to their widest entry; those named in `right` flush right. */
export function table(rows: string[][], right: number[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  const cell = (text: string, i: number) =>
    right.includes(i) ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  return rows.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
}
