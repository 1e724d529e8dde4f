/** What is reserved, spent or given back. */
export interface Amount {
  dollars: number;
  tokens: number;
  requests: number;
}

export const NOTHING: Amount = { dollars: 0, tokens: 0, requests: 0 };

export function add(a: Amount, b: Amount): Amount {
  return { dollars: a.dollars + b.dollars, tokens: a.tokens + b.tokens, requests: a.requests + b.requests };
}

export function subtract(a: Amount, b: Amount): Amount {
  const left = { tokens: a.tokens - b.tokens, requests: a.requests - b.requests };
  // Sums of dollars round: nothing reserved is nothing.
  return { ...left, dollars: left.requests === 0 ? 0 : Math.max(0, a.dollars - b.dollars) };
}
