/** What the mock server (mock-openai.mjs) says when nothing is wrong: echoes, stories, grades. */
import { createHash } from 'node:crypto';

const NAMES = ['Lily', 'Tom', 'Mia', 'Ben', 'Sara', 'Max', 'Anna', 'Tim'];
const PLACES = ['the park', 'the garden', 'the forest', 'the beach', 'the farm', 'the kitchen'];
const THINGS = ['a red ball', 'a small boat', 'a warm coat', 'a shiny stone', 'a yellow kite', 'a soft bear'];

/** Text, finish and counts of an answer; the same content gets the same one, unless the script says `vary`. */
export function answerFor(script, asked, text, action) {
  const pick = picker(script.vary ? `${action.seen} ${text}` : text);
  const schema = schemaOf(asked);
  let said = action.reply;
  if (said === undefined) {
    if (script.mode === 'judge') said = judged(script, asked, schema, pick);
    else if (schema) said = filled(schema, pick, () => 1 + pick(10));
    else if (script.mode === 'story') said = story(asked, pick);
    else said = `echo: ${lastMessage(asked)}`;
  }
  if (typeof said !== 'string') said = JSON.stringify(said);
  return {
    text: said,
    finish: action.finish ?? 'stop',
    refusal: action.refusal ?? null,
    model: action.model ?? script.model ?? asked.model,
    promptTokens: action.promptTokens ?? Math.ceil(JSON.stringify(messagesOf(asked)).length / 4),
    completionTokens: action.completionTokens ?? Math.ceil(said.length / 4),
  };
}

/** The body of the API that was asked. */
export function answerBody(path, script, answer) {
  const { promptTokens: prompt, completionTokens: completion } = answer;
  const created = Math.floor(Date.now() / 1000);
  if (path === '/v1/responses') {
    const content =
      answer.refusal === null
        ? [{ type: 'output_text', text: answer.text, annotations: [] }]
        : [{ type: 'refusal', refusal: answer.refusal }];
    const stopped = { length: 'max_output_tokens', content_filter: 'content_filter' }[answer.finish];
    return {
      id: 'resp_mock',
      object: 'response',
      created_at: created,
      model: answer.model,
      status: stopped ? 'incomplete' : 'completed',
      incomplete_details: stopped ? { reason: stopped } : null,
      error: null,
      output: [{ type: 'message', id: 'msg_mock', status: 'completed', role: 'assistant', content }],
      ...(script.usage !== false && {
        usage: {
          input_tokens: prompt,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: completion,
          total_tokens: prompt + completion,
        },
      }),
    };
  }
  return {
    id: 'chatcmpl-mock',
    object: 'chat.completion',
    created,
    model: answer.model,
    choices: [
      {
        index: 0,
        finish_reason: answer.finish,
        message: {
          role: 'assistant',
          content: answer.refusal === null ? answer.text : null,
          refusal: answer.refusal,
        },
      },
    ],
    ...(script.usage !== false && {
      usage: {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt + completion,
        prompt_tokens_details: { cached_tokens: 0 },
      },
    }),
  };
}

function messagesOf(asked) {
  if (Array.isArray(asked.messages)) return asked.messages;
  return typeof asked.input === 'string' ? [{ role: 'user', content: asked.input }] : (asked.input ?? []);
}

function lastMessage(asked) {
  return messagesOf(asked).at(-1)?.content ?? '';
}

function schemaOf(asked) {
  const chat = asked.response_format;
  if (chat?.type === 'json_schema') return chat.json_schema.schema;
  const responses = asked.text?.format;
  return responses?.type === 'json_schema' ? responses.schema : null;
}

function judged(script, asked, schema, pick) {
  const long = Math.min(10, 1 + Math.floor(JSON.stringify(messagesOf(asked)).length / 400));
  const grade = { random: () => 1 + pick(10), long: () => long }[script.judge] ?? (() => 7);
  if (schema) return filled(schema, pick, grade);
  if (!/grade|score|10/i.test(lastMessage(asked))) {
    return 'The beginning sets a small scene. What follows the stars is simple and mostly fits it.';
  }
  return `Grammar: ${grade()}/10, Creativity: ${grade()}/10, Consistency: ${grade()}/10, Plot: ${grade()}/10, Age group: C`;
}

/** A value of the schema: every field there, numbers by `grade` within their bounds. */
function filled(schema, pick, grade) {
  if (schema.enum) return schema.enum[pick(schema.enum.length)];
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf) return filled(schema.anyOf[0], pick, grade);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const fields = Object.entries(schema.properties ?? {});
    return Object.fromEntries(fields.map(([name, field]) => [name, filled(field, pick, grade)]));
  }
  if (type === 'array') return [filled(schema.items ?? { type: 'string' }, pick, grade)];
  if (type === 'integer' || type === 'number') {
    return Math.max(schema.minimum ?? 0, Math.min(schema.maximum ?? 10, grade()));
  }
  if (type === 'boolean') return pick(2) === 1;
  if (type === 'null') return null;
  return 'It reads well.';
}

function story(asked, pick) {
  const prompt = messagesOf(asked)
    .map(({ content }) => content)
    .join('\n');
  const words = [...prompt.matchAll(/["“'‘]([a-z]+)["”'’]/g)].map(([, word]) => word);
  const name = NAMES[pick(NAMES.length)];
  const friend = NAMES[pick(NAMES.length)];
  const place = PLACES[pick(PLACES.length)];
  const lines = [
    `One day, ${name} went to ${place} with ${friend} and ${THINGS[pick(THINGS.length)]}.`,
    ...words.map((word) => `${name} thought of the word ${word}.`),
    `"Look what I can do!" said ${friend}, and they played until the ${['sun set', 'rain came'][pick(2)]}.`,
    `At home ${name} told ${['Mom', 'Dad', 'Grandma'][pick(3)]} about it, and they all laughed ${pick(1000)} times.`,
  ];
  return lines.join(' ');
}

/** Numbers below a bound, drawn from the text alone. */
function picker(text) {
  let state = createHash('sha256').update(text).digest();
  return (bound) => {
    state = createHash('sha256').update(state).digest();
    return state.readUInt32LE() % bound;
  };
}
