/**
 * GPT-Neo as the TinyStories models use it (Black et al. 2021): pre-norm blocks, learned absolute positions,
 * global and local attention by turns, **no** 1/√d on the scores, tanh GELU, tied head without bias.
 */
import { InvalidArgumentError } from '../runtime/errors.ts';
import type { ProgramDocument } from './program.ts';
import { Recorder } from './recorder.ts';

export interface GptNeoConfig {
  /** Tokens. */
  vocab: number;
  /** Width of the residual stream; a multiple of `heads`. */
  hidden: number;
  layers: number;
  /** Each `hidden / heads` wide, at most 384. */
  heads: number;
  /** Rows of the position table. */
  maxPositions: number;
  /** Keys a local layer sees, the query's own included. */
  window: number;
  /** One entry a layer; default: global, local, global, … */
  attention?: ('global' | 'local')[];
  /** Width of the MLP; default 4 × hidden. */
  intermediate?: number;
  epsilon?: number;
  /** Standard deviation of the initial weights. */
  initRange?: number;
  /** Dropout on embeddings, attention output and MLP output. The paper's models use 0. */
  dropout?: number;
}

/**
 * Records the model. Parameters carry the names of `GPTNeoForCausalLM`.
 * @throws InvalidArgumentError for sizes that do not fit together.
 */
export function gptNeo(config: GptNeoConfig, name = 'gpt-neo'): ProgramDocument {
  const { vocab, hidden, layers, heads, maxPositions, window } = config;
  const { intermediate = 4 * hidden, epsilon = 1e-5, initRange = 0.02, dropout = 0 } = config;
  if (hidden % heads !== 0) throw new InvalidArgumentError('hidden', `a multiple of ${heads} heads`, hidden);
  const kinds = attentionKinds(config);
  if (kinds.length !== layers) {
    throw new InvalidArgumentError('attention', `${layers} entries, one a layer`, kinds.length);
  }

  const r = new Recorder(name);
  const normal = { init: { kind: 'normal', std: initRange } } as const;
  const ones = { init: { kind: 'constant', value: 1 } } as const;
  const zeros = { init: { kind: 'constant', value: 0 } } as const;

  const table = r.parameter('transformer.wte.weight', [vocab, hidden], normal);
  const positions = r.parameter('transformer.wpe.weight', [maxPositions, hidden], normal);
  // The residual stream is `stream + branch`: the add waits for the next norm, which fuses it.
  let stream = r.dropout('embedding.dropout', r.embedding('embedding', table, positions), dropout);
  let branch: typeof stream | null = null;

  const addNorm = (at: string, parameters: string) => {
    const gain = r.parameter(`${parameters}.weight`, [hidden], ones);
    const bias = r.parameter(`${parameters}.bias`, [hidden], zeros);
    if (!branch) return r.layerNorm(at, stream, gain, bias, epsilon);
    const { sum, y } = r.addLayerNorm(at, stream, branch, gain, bias, epsilon);
    stream = sum;
    return y;
  };

  kinds.forEach((kind, layer) => {
    const at = `h.${layer}`;
    const block = `transformer.h.${layer}`;
    const x = addNorm(`${at}.ln_1`, `${block}.ln_1`);
    const projection = (which: string) =>
      r.parameter(`${block}.attn.attention.${which}_proj.weight`, [hidden, hidden], normal);
    const qkv = r.linear(`${at}.attn.qkv`, x, [projection('q'), projection('k'), projection('v')]);
    const mixed = r.attention(qkv, {
      name: `${at}.attn`,
      heads,
      headSize: hidden / heads,
      window: kind === 'local' ? window : 0,
      scale: 1,
    });
    const out = projection('out');
    const outBias = r.parameter(`${block}.attn.attention.out_proj.bias`, [hidden], zeros);
    const attended = r.linear(`${at}.attn.out`, mixed, out, outBias);
    branch = r.dropout(`${at}.attn.dropout`, attended, dropout);

    const inner = addNorm(`${at}.ln_2`, `${block}.ln_2`);
    const fc = r.parameter(`${block}.mlp.c_fc.weight`, [intermediate, hidden], normal);
    const fcBias = r.parameter(`${block}.mlp.c_fc.bias`, [intermediate], zeros);
    const activated = r.linear(`${at}.mlp.act`, inner, fc, fcBias, 'gelu_tanh');
    const proj = r.parameter(`${block}.mlp.c_proj.weight`, [hidden, intermediate], normal);
    const projBias = r.parameter(`${block}.mlp.c_proj.bias`, [hidden], zeros);
    const mlp = r.linear(`${at}.mlp.out`, activated, proj, projBias);
    branch = r.dropout(`${at}.mlp.dropout`, mlp, dropout);
  });

  return r.head(addNorm('ln_f', 'transformer.ln_f'), table);
}

/** Global and local layers by turns, beginning with a global one. */
export function attentionKinds(config: GptNeoConfig): ('global' | 'local')[] {
  return (
    config.attention ?? Array.from({ length: config.layers }, (_, i) => (i % 2 === 0 ? 'global' : 'local'))
  );
}
