/**
 * The lines of a journal: a JSON object each, whose last field is the CRC-32 of what stands before it. A line is
 * written once and never changed; its number tells when another was taken away.
 */
import { crc32 } from 'node:zlib';
import type { LlmReply } from './types.ts';

/** The first line. A journal belongs to one model of one server. */
export interface HeaderLine {
  kind: 'header';
  format: 'tinystories-llm-journal';
  version: 1;
  model: string;
  /** Never holds a user, a password or a query. */
  baseURL: string;
  at: string;
}

/** Written before a request is sent: what it may cost at most. Without a `reply` or `failure` of the same id it was in flight when the process ended, and stays charged. */
export interface ReserveLine {
  kind: 'reserve';
  /** Counts the requests of the journal, attempts each, from 1. */
  id: number;
  key: string;
  dollars: number;
  tokens: number;
  /** The batch that it goes with. */
  batch?: number;
}

export interface ReplyLine extends Omit<LlmReply, 'kept'> {
  kind: 'reply';
  id: number;
}

/** A request without an answer that can be used. What may have been charged for it stays so. */
export interface FailureLine {
  kind: 'failure';
  id: number;
  key: string;
  status: number | null;
  message: string;
  dollars: number;
  tokens: number;
  /** 0: it was never sent. */
  requests?: 0;
  at: string;
}

/** What was learnt of the server, so that it is not asked in vain again. */
export interface NoteLine {
  kind: 'note';
  /** `no-schema`: it takes no structured output. `max_tokens`, `max_completion_tokens`: the name that it takes. */
  note: 'no-schema' | 'max_tokens' | 'max_completion_tokens';
  message: string;
  at: string;
}

/** A step of a batch. */
export interface BatchLine {
  kind: 'batch';
  /** Counts the batches of the journal, from 1. */
  batch: number;
  stage: 'uploaded' | 'created' | 'done';
  /** Id of the file with the requests. */
  file?: string;
  /** Id of the batch. */
  remote?: string;
  /** How it ended. */
  status?: string;
  at: string;
}

export type JournalLine = HeaderLine | ReserveLine | ReplyLine | FailureLine | NoteLine | BatchLine;

/** How every journal begins. */
export const BEGINNING = '{"kind":"header","format":"tinystories-llm-journal",';

const TAIL = /^,"crc":"([0-9a-f]{8})"\}$/;
const TAIL_LENGTH = 18;

/** A line as it stands in a file: with its number, from 1, which earlier releases did not write. */
export type NumberedLine = JournalLine & { n?: number };

/** A line with its number, its checksum and its newline. */
export function sealed(line: JournalLine, number?: number): Buffer {
  const open = JSON.stringify({ ...line, n: number }).slice(0, -1);
  const sum = crc32(open).toString(16).padStart(8, '0');
  return Buffer.from(`${open},"crc":"${sum}"}\n`);
}

/** The line without its newline read back; null where its checksum does not fit. */
export function unsealed(bytes: Buffer): NumberedLine | null {
  const end = bytes.length - TAIL_LENGTH;
  if (end < 1) return null;
  const sum = TAIL.exec(bytes.toString('latin1', end))?.[1];
  if (sum === undefined || crc32(bytes.subarray(0, end)) !== Number.parseInt(sum, 16)) return null;
  try {
    return JSON.parse(`${bytes.toString('utf8', 0, end)}}`) as NumberedLine;
  } catch {
    return null;
  }
}

/** A reply as the client gives it. */
export function replyOf(line: ReplyLine, kept: boolean): LlmReply {
  const { key, text, finish, model, usage, cost, at } = line;
  return { key, text, finish, model, usage, cost, at, kept };
}
