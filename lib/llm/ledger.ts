/** The budget: what is spent, what is reserved, and the hard stop before something is sent that could pass it. */
import { checkOptions, type OptionNames } from '../runtime/arguments.ts';
import { BudgetError, InvalidArgumentError } from '../runtime/errors.ts';
import { type Amount, add, NOTHING, subtract } from './amount.ts';
import type { LlmBudget } from './types.ts';
import { Waiters } from './waiters.ts';

const NAMES = ['dollars', 'tokens', 'requests'] as const;

const KNOWN: OptionNames<LlmBudget> = { dollars: true, tokens: true, requests: true };

/** @throws InvalidArgumentError for a stop that would be none. */
export function checkBudget(budget: LlmBudget): void {
  checkOptions('budget', budget, KNOWN);
  for (const name of NAMES) {
    const limit: unknown = budget[name];
    if (limit !== undefined && !(typeof limit === 'number' && limit >= 0)) {
      throw new InvalidArgumentError(`budget.${name}`, 'a number, 0 or more', limit);
    }
  }
}

export class Ledger {
  readonly #limits: Amount;
  #spent: Amount;
  #reserved: Amount = NOTHING;
  /** Reservations that will be settled in a while: those wait for them who do not fit yet. */
  #open = 0;
  readonly #waiters = new Waiters();

  /** `budget` has been checked. */
  constructor(budget: LlmBudget, spent: Amount) {
    this.#limits = { dollars: Infinity, tokens: Infinity, requests: Infinity, ...given(budget) };
    this.#spent = spent;
  }

  get spent(): Amount {
    return this.#spent;
  }

  get reserved(): Amount {
    return this.#reserved;
  }

  /**
   * Reserves the worst case of one request, or waits until what is in flight has cost less than reserved.
   * @throws BudgetError where that cannot help any more; the signal's reason.
   */
  async reserve(worst: Amount, signal: AbortSignal): Promise<void> {
    while (!this.#fits(worst)) {
      if (this.#open === 0 || exceeded(this.#limits, add(this.#spent, worst)) !== null)
        throw this.stopFor(worst);
      await this.#waiters.wait(signal);
    }
    this.#reserved = add(this.#reserved, worst);
    this.#open++;
  }

  /** Ends a reservation with what it came to. */
  settle(worst: Amount, actual: Amount): void {
    this.#open--;
    this.settleHeld(worst, actual);
  }

  /**
   * Reserves what may stay so for hours (a batch): nobody waits for it. False where it does not fit; `anyway`: it was
   * sent already.
   */
  hold(worst: Amount, anyway = false): boolean {
    if (!anyway && !this.#fits(worst)) return false;
    this.#reserved = add(this.#reserved, worst);
    return true;
  }

  settleHeld(worst: Amount, actual: Amount): void {
    this.#reserved = subtract(this.#reserved, worst);
    this.#spent = add(this.#spent, actual);
    this.#waiters.wakeAll();
  }

  /** The error that says what does not fit. */
  stopFor(worst: Amount): BudgetError {
    const name = exceeded(this.#limits, add(add(this.#spent, this.#reserved), worst)) ?? 'requests';
    return new BudgetError(
      `the budget of ${shown(name, this.#limits[name])} does not hold another request: ` +
        `${shown(name, this.#spent[name])} spent, ${shown(name, this.#reserved[name])} reserved, and it could ` +
        `come to ${shown(name, worst[name])}. Raise the budget and go on with the same journal: nothing that is in it ` +
        'is asked again',
    );
  }

  #fits(worst: Amount): boolean {
    return exceeded(this.#limits, add(add(this.#spent, this.#reserved), worst)) === null;
  }
}

function given(budget: LlmBudget): Partial<Amount> {
  return Object.fromEntries(
    NAMES.filter((name) => budget[name] !== undefined).map((name) => [name, budget[name]]),
  );
}

function exceeded(limits: Amount, total: Amount): keyof Amount | null {
  return NAMES.find((name) => total[name] > limits[name]) ?? null;
}

function shown(name: keyof Amount, value: number): string {
  if (name === 'dollars') return `$${value.toFixed(value < 1 ? 6 : 2)}`;
  return `${value} ${value === 1 ? name.slice(0, -1) : name}`;
}
