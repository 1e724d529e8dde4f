/** A model behind an OpenAI-compatible server that tells: what the paper calls the row of GPT-4. */
import { FEATURE_REQUESTS, type Feature } from '../../data/storyteller/features.ts';
import type { LlmClient } from '../../llm/client.ts';
import type { LlmMessage, LlmReply, LlmRequest } from '../../llm/types.ts';
import { checkObject, checkText } from '../../runtime/arguments.ts';
import { LlmError } from '../../runtime/errors.ts';
import { checkTelling } from '../arguments.ts';
import type { CompletionFinish, CompletionRecord, PromptRecord, TellerRecord } from '../record.ts';
import type { Teller, TellingSettings } from './teller.ts';

/** Tokens of a completion where the settings name no limit: more than a story of the paper has. */
const SERVER_TOKENS = 700;

const FINISH: Readonly<Record<LlmReply['finish'], CompletionFinish>> = {
  stop: 'end',
  length: 'length',
  refusal: 'refusal',
  content_filter: 'content_filter',
};

/**
 * @param client asks the server; the teller goes by the name of its model
 * @throws InvalidArgumentError
 */
export function serverTeller(client: LlmClient, settings: TellingSettings): Teller {
  checkObject('client', client);
  checkText('client.model', client.model);
  checkTelling(settings);
  const record: TellerRecord = {
    source: 'server',
    name: client.model,
    hash: null,
    step: null,
    parameters: null,
    valLoss: null,
    baseURL: client.baseURL,
    answered: [],
  };
  const one = async (
    prompt: PromptRecord,
    sample: number,
    signal?: AbortSignal,
  ): Promise<CompletionRecord> => {
    const completion = { prompt: prompt.id, sample, seed: null, perplexity: null };
    let reply: LlmReply;
    try {
      reply = await client.ask(tellingRequest(prompt, sample, settings), signal);
    } catch (error) {
      if (!(error instanceof LlmError) || error.final) throw error;
      return { ...completion, text: null, finish: null, tokens: null, failure: error.message };
    }
    if (!record.answered.includes(reply.model)) record.answered.push(reply.model);
    const finish = FINISH[reply.finish];
    const tokens = reply.usage.completionTokens;
    if (finish === 'refusal' || finish === 'content_filter')
      return { ...completion, text: null, finish, tokens, failure: 'the server would not tell this one' };
    return { ...completion, text: continuation(prompt, reply.text), finish, tokens };
  };
  return {
    record,
    ahead: 64,
    computed: { device: null, compute: null, weights: null },
    tell: (prompt, samples, signal) => Promise.all(samples.map((sample) => one(prompt, sample, signal))),
  };
}

/** What is asked for one sample of a prompt. */
export function tellingRequest(prompt: PromptRecord, sample: number, settings: TellingSettings): LlmRequest {
  const { temperature, topP, seed, maxTokens } = settings;
  return {
    messages: messagesFor(prompt),
    sample,
    maxTokens: maxTokens ?? SERVER_TOKENS,
    temperature,
    ...(topP === 1 ? {} : { topP }),
    // The same seed for each sample would make them the same text.
    seed: (seed + sample) % 2 ** 31,
  };
}

/** A chat is asked in words for what a language model does by itself. */
function messagesFor({ text, instruction }: PromptRecord): LlmMessage[] {
  if (!instruction) {
    const task = `Here is the beginning of a story for small children. It stops in the middle of a sentence. Go on exactly \
where it stops and tell the story to its end, in very simple words and not more than three short paragraphs. Answer with \
your continuation alone, without the beginning.`;
    return [{ role: 'user', content: `${task}\n\n${text}` }];
  }
  const { words, features, summary, sentence } = instruction;
  const asked = [
    words && `Use these words: ${words.join(', ')}.`,
    features &&
      `See to this: ${features.map((name) => FEATURE_REQUESTS[name as Feature] ?? name).join('; ')}.`,
    summary !== undefined && `This is what it is about: ${summary}`,
    sentence !== undefined && `This sentence must stand in it word for word: ${sentence}`,
  ].filter((line) => typeof line === 'string');
  const task = `Write a short story of three to five paragraphs for small children, in very simple words. Answer with the \
story alone.`;
  return [{ role: 'user', content: [task, ...asked].join('\n') }];
}

/** Some servers tell the beginning once more; what is to be graded is what follows it. */
function continuation({ text, instruction }: PromptRecord, said: string): string {
  if (instruction) return said.trim();
  const trimmed = said.trimStart();
  const rest = trimmed.startsWith(text) ? trimmed.slice(text.length) : said;
  // The word that follows a beginning is parted from it, unless it is a mark.
  return /^[\p{L}\p{N}"“]/u.test(rest) && !/\s$/.test(text) ? ` ${rest}` : rest;
}
