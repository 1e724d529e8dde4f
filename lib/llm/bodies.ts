/** What is sent: the body of a question for each API, in the words that the server has been found to take. */
import type OpenAI from 'openai';
import type { LlmRequest } from './types.ts';

export type ChatBody = OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming;
export type ResponsesBody = OpenAI.Responses.ResponseCreateParamsNonStreaming;

/** What is known of a server. Learnt from its refusals, journalled as notes. */
export interface Dialect {
  /** It takes a schema that the answer has to fit. */
  schema: boolean;
  /** The name of the bound of an answer (chat). */
  maxTokens: 'max_tokens' | 'max_completion_tokens';
}

export const PATHS = { chat: '/v1/chat/completions', responses: '/v1/responses' } as const;

export function chatBody(request: LlmRequest, model: string, dialect: Dialect): ChatBody {
  const { messages, maxTokens, temperature, topP, seed, schema } = request;
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    [dialect.maxTokens]: maxTokens,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(seed !== undefined && { seed }),
    ...(schema !== undefined &&
      dialect.schema && {
        response_format: {
          type: 'json_schema',
          json_schema: { name: schema.name, schema: schema.schema, strict: true },
        },
      }),
  };
}

/** The responses API takes no seed; the least bound of an answer it takes is 16. */
export function responsesBody(request: LlmRequest, model: string, dialect: Dialect): ResponsesBody {
  const { messages, maxTokens, temperature, topP, schema } = request;
  return {
    model,
    input: messages.map(({ role, content }) => ({ role, content })),
    max_output_tokens: maxTokens,
    store: false,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(schema !== undefined &&
      dialect.schema && {
        text: { format: { type: 'json_schema', name: schema.name, schema: schema.schema, strict: true } },
      }),
  };
}
