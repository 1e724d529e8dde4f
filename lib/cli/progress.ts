import { withoutControls } from '../data/text/controls.ts';
import type { Progress } from '../runtime/progress.ts';
import { count, duration } from './format.ts';
import type { Terminal } from './terminal.ts';

const REDRAW_MS = 100;
/** Without a terminal a line now and then is enough for a log. */
const LINE_MS = 10_000;
const BAR = 20;

/**
 * Shows how far a long piece of work is: one line drawn anew on a terminal, a plain line every ten seconds
 * elsewhere. A change of stage ends the line before it.
 */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #clock: () => number;
  #stage = '';
  #began = 0;
  #first = 0;
  #shown = Number.NEGATIVE_INFINITY;
  #last: (() => string) | null = null;

  constructor(terminal: Terminal, clock: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#clock = clock;
  }

  /** The `onProgress` of a library call. */
  readonly show = (progress: Progress): void => this.update(progress);

  /** `detail` stands behind the counts: loss, tokens/s; or is made of how much is done in a second, once known. */
  update(progress: Progress, detail: string | ((perSecond: number) => string) = ''): void {
    const now = this.#clock();
    if (progress.stage !== this.#stage) {
      this.end();
      this.#stage = progress.stage;
      this.#began = now;
      this.#first = progress.done;
      // A log gets its first line once there is something to say.
      this.#shown = this.#terminal.live ? Number.NEGATIVE_INFINITY : now;
    }
    const elapsed = (now - this.#began) / 1000;
    this.#last = () => this.#render(progress, detail, elapsed);
    if (now - this.#shown < (this.#terminal.live ? REDRAW_MS : LINE_MS)) return;
    this.#shown = now;
    this.#draw();
  }

  /** Writes a line of text that stays, above the bar. It may quote a server or a model, and steers no terminal. */
  line(text: string): void {
    this.#clear();
    this.#terminal.err(`${withoutControls(text)}\n`);
    if (this.#terminal.live && this.#last) this.#draw();
  }

  /** Leaves the last state of the stage as a line. */
  end(): void {
    if (this.#last) {
      this.#draw();
      if (this.#terminal.live) this.#terminal.err('\n');
    }
    this.#last = null;
    this.#stage = '';
  }

  #draw(): void {
    if (!this.#last) return;
    const text = this.#last();
    this.#clear();
    this.#terminal.err(this.#terminal.live ? text.slice(0, this.#terminal.width() - 1) : `${text}\n`);
  }

  #clear(): void {
    if (this.#terminal.live) this.#terminal.err('\r\x1b[2K');
  }

  #render(
    { stage, done, total, unit }: Progress,
    detail: string | ((perSecond: number) => string),
    elapsed: number,
  ): string {
    const parts = [stage];
    if (total > 0) {
      const share = Math.min(1, done / total);
      if (this.#terminal.live) parts.push(bar(share));
      parts.push(`${Math.floor(share * 100)}%`, `${count(done)}/${count(total)} ${unit}`);
    } else {
      parts.push(`${count(done)} ${unit}`);
    }
    const made = done - this.#first;
    if (typeof detail === 'string') parts.push(...(detail ? [detail] : []));
    else if (made > 0 && elapsed > 0) parts.push(detail(made / elapsed));
    if (total > done && made > 0 && elapsed > 0) {
      parts.push(`ETA ${duration(((total - done) / made) * elapsed)}`);
    } else {
      parts.push(duration(elapsed));
    }
    return parts.join('  ');
  }
}

function bar(share: number): string {
  const full = Math.round(share * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
}
