/**
 * What is let into a corpus: candidates are decided one after the other in the order of their indices, whenever their
 * answers came, so the same answers give the same corpus.
 */
import { MismatchError } from '../../runtime/errors.ts';
import type { Reason, Rejection, StoryCheck } from './check.ts';
import { NearIndex } from './near-index.ts';
import type { Candidate } from './provider.ts';
import { Sketcher } from './sketch.ts';

/** So many of the latest decisions are looked at, and so many of them at least have to be for the story. */
const LATEST = 200;
const LEAST_KEPT = 10;

export class Gate {
  readonly #check: StoryCheck;
  readonly #sketcher = new Sketcher();
  readonly #near: NearIndex;
  readonly #rejected = new Map<Reason, number>();
  /** Of the latest decisions, in turn: 1 for a story that was kept. */
  readonly #latest = new Uint8Array(LATEST);
  #kept = 0;
  #keptLately = 0;
  #decided = 0;

  /** @param near the Jaccard index from which on two stories are too much alike */
  constructor(check: StoryCheck, near: number) {
    this.#check = check;
    this.#near = new NearIndex(near);
  }

  get kept(): number {
    return this.#kept;
  }

  get decided(): number {
    return this.#decided;
  }

  /** How many were rejected, and why. */
  get rejected(): Partial<Record<Reason, number>> {
    return Object.fromEntries(this.#rejected);
  }

  /**
   * Null for a story that is kept.
   * @throws MismatchError when next to none of the latest were kept: more of the same would cost in vain.
   */
  decide(candidate: Candidate): Rejection | null {
    this.#seeProspects();
    const rejection = this.#judge(candidate);
    this.#note(rejection === null);
    if (rejection === null) {
      this.#near.add(this.#sketcher);
      this.#kept++;
    } else this.#rejected.set(rejection.reason, (this.#rejected.get(rejection.reason) ?? 0) + 1);
    return rejection;
  }

  #judge({ story, instruction, rejection }: Candidate): Rejection | null {
    const faulty = rejection ?? this.#check.judge(story, instruction);
    if (faulty) return faulty;
    this.#sketcher.sketch(story);
    const like = this.#near.find(this.#sketcher);
    if (like === null) return null;
    return { reason: like.same ? 'duplicate' : 'near-duplicate', detail: `story ${like.place}` };
  }

  #note(kept: boolean): void {
    const at = this.#decided++ % LATEST;
    this.#keptLately += Number(kept) - (this.#latest[at] as number);
    this.#latest[at] = Number(kept);
  }

  #seeProspects(): void {
    if (this.#decided < LATEST || this.#keptLately >= LEAST_KEPT) return;
    const reasons = [...this.#rejected].sort((a, b) => b[1] - a[1]).map(([reason, n]) => `${reason} ${n}`);
    throw new MismatchError(
      `of the last ${LATEST} answers only ${this.#keptLately} became stories of the corpus (rejected so far: ` +
        `${reasons.join(', ')}); see rejected.jsonl, and ask another model, with more words, or for less`,
    );
  }
}
