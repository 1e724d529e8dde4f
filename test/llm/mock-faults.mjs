/** The faults of the mock server (mock-openai.mjs): what is sent instead of an answer, and how the connection ends. */

const error = (status, message, code, param = null, type = 'invalid_request_error', headers = {}) => ({
  status,
  headers,
  body: { error: { message, type, code, param } },
});

/** `{ status, body, headers, end }` of an action with a fault or a status. */
export function faultOf(action, { key, body, text }) {
  const { fault, headers = {} } = action;
  switch (fault) {
    case undefined:
      return { status: action.status, body: action.body ?? {}, headers };
    case 'rate-limit': {
      const dated = action['retry-date'];
      const date =
        dated === undefined ? {} : { 'retry-after': new Date(Date.now() + dated * 1000).toUTCString() };
      return error(429, 'Rate limit reached', 'rate_limit_exceeded', null, 'requests', {
        ...date,
        ...headers,
      });
    }
    case 'quota':
      return error(
        429,
        'You exceeded your current quota, please check your plan and billing details.',
        'insufficient_quota',
        null,
        'insufficient_quota',
        headers,
      );
    case 'unauthorized':
      return error(401, `Incorrect API key provided: ${key}.`, 'invalid_api_key', null, undefined, headers);
    case 'forbidden':
      return error(
        403,
        'Country, region, or territory not supported',
        'unsupported_country_region_territory',
      );
    case 'no-model':
      return error(
        404,
        'The model does not exist or you do not have access to it.',
        'model_not_found',
        'model',
      );
    case 'no-schema':
      if (!/"json_schema"/.test(text)) return { status: 200, body };
      return error(
        400,
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        null,
        'response_format',
      );
    case 'max-tokens-renamed':
      if (!/"max_tokens"/.test(text)) return { status: 200, body };
      return error(
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'unsupported_parameter',
        'max_tokens',
      );
    case 'bad-request':
      return error(400, "This model's maximum context length is 8192 tokens.", 'context_length_exceeded');
    case 'server-error':
      return error(action.status ?? 500, 'The server had an error.', null, null, 'server_error', headers);
    case 'reset':
    case 'hang':
      return { end: fault };
    case 'work-then-hang':
      return { end: 'hang' };
    case 'drip':
      return { status: 200, body, headers, end: action.pace ?? 100 };
    case 'cut':
      return { status: 200, body, headers, end: 'cut' };
    case 'html':
      return {
        status: action.status ?? 200,
        body: '<!doctype html><title>Welcome</title>',
        headers: { 'content-type': 'text/html' },
      };
    case 'error-200':
      return {
        status: 200,
        body: { error: { message: 'Upstream failed', code: action.code ?? 'upstream' } },
      };
    case 'not-json':
      return { status: 200, body: '{"choices": [' };
    case 'no-choices':
      return { status: 200, body: { object: 'chat.completion', choices: [], output: [] } };
    case 'echo-key':
      return error(400, `Could not read the header "Authorization: Bearer ${key}" (${key})`, null);
    default:
      return { status: 200, headers, body: spoilt(fault, structuredClone(body)) };
  }
}

/** A whole answer with one thing wrong. */
function spoilt(fault, body) {
  const chat = body.choices?.[0];
  const item = body.output?.[0];
  const content = item?.content?.[0];
  switch (fault) {
    case 'empty':
    case 'null':
      if (chat) chat.message.content = fault === 'empty' ? '' : null;
      else content.text = fault === 'empty' ? '' : null;
      return body;
    case 'length':
      if (chat) chat.finish_reason = 'length';
      else Object.assign(body, { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
      return body;
    case 'content_filter':
      if (chat) chat.finish_reason = 'content_filter';
      else Object.assign(body, { status: 'incomplete', incomplete_details: { reason: 'content_filter' } });
      return body;
    case 'refusal':
      if (chat) Object.assign(chat.message, { content: null, refusal: 'I cannot help with that.' });
      else item.content = [{ type: 'refusal', refusal: 'I cannot help with that.' }];
      return body;
    case 'tool-calls':
      if (chat) Object.assign(chat, { finish_reason: 'tool_calls' });
      if (chat) chat.message.content = null;
      else item.type = 'function_call';
      return body;
    default:
      throw new Error(`the mock knows no fault ${fault}`);
  }
}
