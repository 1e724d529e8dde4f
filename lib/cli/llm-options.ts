/** The options of verbs that ask a language model: who answers, what it may cost, how fast. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LlmBudget, LlmClientOptions, LlmNotice, LlmPrice, LlmTotals } from '../llm/types.ts';
import { count } from './format.ts';
import { nonNegativeNumber, positive, positiveNumber } from './options.ts';

export interface LlmFlags {
  model?: string;
  baseUrl?: string;
  keyVariable?: string;
  keyOverHttp?: boolean;
  api?: 'chat' | 'responses';
  budgetDollars?: number;
  budgetTokens?: number;
  budgetRequests?: number;
  price?: LlmPrice;
  concurrency?: number;
  attempts?: number;
  timeout?: number;
}

export function addLlmOptions(command: Command): Command {
  return command
    .option('--model <name>', 'the model to ask')
    .option('--base-url <url>', 'an OpenAI-compatible server (default: OPENAI_BASE_URL, else OpenAI)')
    .option(
      '--key-variable <name>',
      'environment variable with the key of the server (default: OPENAI_API_KEY, which goes to OpenAI, OPENAI_BASE_URL and this machine alone)',
    )
    .option(
      '--key-over-http',
      'let a key go over plain http to another machine, where anyone on the way can read it',
    )
    .addOption(
      new Option('--api <name>', 'which API is asked (default: chat)').choices(['chat', 'responses']),
    )
    .option('--budget-dollars <x>', 'nothing is sent that could come to more', nonNegativeNumber)
    .option('--budget-tokens <n>', 'the same, of tokens read and written', positive)
    .option('--budget-requests <n>', 'the same, of requests', positive)
    .option(
      '--price <prompt,completion>',
      'dollars per million tokens, with a third number between them for cached ones (default: a table of models)',
      price,
    )
    .option(
      '--concurrency <n>',
      'most requests at once; fewer when the server says so (default: 32)',
      positive,
    )
    .option('--attempts <n>', 'attempts of one question (default: 6)', positive)
    .option('--timeout <seconds>', 'after which a request is given up (default: 120)', positiveNumber);
}

/** What the client is opened with; `model` is for the verb to ask for. */
export function clientOptions(model: string, flags: LlmFlags): Omit<LlmClientOptions, 'journal' | 'signal'> {
  const { baseUrl, keyVariable, keyOverHttp, api, budgetDollars, budgetTokens, budgetRequests, price } =
    flags;
  const { concurrency, attempts, timeout } = flags;
  const budget: LlmBudget = {
    ...(budgetDollars !== undefined && { dollars: budgetDollars }),
    ...(budgetTokens !== undefined && { tokens: budgetTokens }),
    ...(budgetRequests !== undefined && { requests: budgetRequests }),
  };
  return {
    model,
    budget,
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
    ...(keyVariable !== undefined && { keyVariable }),
    ...(keyOverHttp !== undefined && { keyOverHttp }),
    ...(api !== undefined && { api }),
    ...(price !== undefined && { price }),
    ...(concurrency !== undefined && { concurrency }),
    ...(attempts !== undefined && { attempts }),
    ...(timeout !== undefined && { timeout }),
  };
}

/** `1,234 asked, 20 again, $0.42`, for a line of progress; tokens where no price is known. */
export function askedText({ asked, retried, spent, usage }: LlmTotals): string {
  const tokens = usage.promptTokens + usage.completionTokens;
  const parts = [`${count(asked)} asked`];
  if (retried > 0) parts.push(`${count(retried)} again`);
  parts.push(spent > 0 ? dollars(spent) : `${count(tokens)} tokens`);
  return parts.join(', ');
}

/** Seconds in which short waits that follow one another are told once. */
const QUIET = 30;

/** Shows notices as lines; of short waits, which come by the thousand at a limit of rate, now and then one. */
export function noticeLines(
  show: (line: string) => void,
  now: () => number = () => performance.now() / 1000,
): (notice: LlmNotice) => void {
  let told = -Infinity;
  return (notice) => {
    if (notice.type === 'wait' && notice.seconds < QUIET) {
      if (now() - told < QUIET) return;
      told = now();
    }
    show(noticeText(notice));
  };
}

/** What a user should know, as one line. */
function noticeText(notice: LlmNotice): string {
  switch (notice.type) {
    case 'wait':
      return `the server asks to wait ${notice.asked} s (${notice.message}); waiting ${notice.seconds} s`;
    case 'no-schema':
      return `the server takes no schema, and is asked in words alone (${notice.message})`;
    case 'model':
      return `${notice.to} answers now, no longer ${notice.from}`;
    case 'torn':
      return `the journal's unfinished end was cut off (${notice.bytes} bytes)`;
    case 'lost':
      return `${count(notice.requests)} requests were in flight when an earlier process ended; they stay charged`;
    case 'batch':
      return `a batch ended ${notice.status} without ${count(notice.missing)} answers (${notice.message})`;
    case 'in-batches':
      return `${count(notice.requests)} questions are in batches under way, and are paid for twice if asked now; stop, and go on with --batch`;
  }
}

/** `$0.0042`, `$12.30`. */
export function dollars(value: number): string {
  return `$${value.toFixed(value < 1 ? 4 : 2)}`;
}

function price(text: string): LlmPrice {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [prompt, middle, last] = numbers;
  if (numbers.length < 2 || numbers.length > 3 || numbers.some((value) => !(value >= 0 && value < Infinity)))
    throw new InvalidArgumentError('Expected two or three numbers such as 0.15,0.60.');
  return last === undefined
    ? { prompt: prompt as number, completion: middle as number }
    : { prompt: prompt as number, cachedPrompt: middle as number, completion: last };
}
