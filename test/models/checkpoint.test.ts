import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadModelFolder, readModelFolder, saveModelFolder } from '../../lib/models/checkpoint.ts';
import { type GptNeoConfig, gptNeo } from '../../lib/models/gpt-neo.ts';
import { Model } from '../../lib/models/model.ts';
import { faults } from '../../lib/runtime/files.ts';
import { packageRoot } from '../../lib/runtime/here.ts';
import { MemoryArena } from './memory-arena.ts';

const config: GptNeoConfig = {
  vocab: 13,
  hidden: 12,
  layers: 3,
  heads: 3,
  maxPositions: 20,
  window: 5,
  intermediate: 17,
  epsilon: 1e-6,
  initRange: 0.3,
  dropout: 0.125,
};
const arena = () => ({ weights: new MemoryArena(gptNeo(config)) });

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const json = async (name: string) => JSON.parse(await readFile(join(dir, name), 'utf8'));

describe('a folder', () => {
  test('holds the files that transformers opens', async () => {
    await saveModelFolder(dir, arena(), { config, endOfText: 2, tokenizer: '{"a":1}', context: 16 });
    expect((await readdir(dir)).sort()).toEqual([
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
    ]);
    expect(await json('config.json')).toMatchObject({
      architectures: ['GPTNeoForCausalLM'],
      model_type: 'gpt_neo',
      attention_layers: ['global', 'local', 'global'],
      attention_types: [
        [['global', 'local'], 1],
        [['global'], 1],
      ],
      hidden_size: 12,
      intermediate_size: 17,
      layer_norm_epsilon: 1e-6,
      embed_dropout: 0.125,
      resid_dropout: 0.125,
      eos_token_id: 2,
      trained_context: 16,
    });
    expect(await json('generation_config.json')).toMatchObject({ eos_token_id: 2, max_length: 16 });
    expect(await readFile(join(dir, 'tokenizer.json'), 'utf8')).toBe('{"a":1}');
  });

  test('comes back as the same model, bit for bit', async () => {
    const model = await Model.create(gptNeo(config), { seed: 7 });
    await saveModelFolder(dir, model, { config, endOfText: 2 });
    const loaded = await loadModelFolder(dir);
    expect(loaded.config).toEqual({ ...config, attention: ['global', 'local', 'global'] });
    expect(loaded).toMatchObject({ context: 20, endOfText: 2, tokenizerPath: null });
    for (const { name } of gptNeo(config).parameters) {
      const [before, after] = [await model.readParameter(name), await loaded.model.readParameter(name)];
      expect(Buffer.from(after.buffer).equals(Buffer.from(before.buffer))).toBe(true);
      if (name.endsWith('proj.weight')) expect(before.some((value) => value !== 0)).toBe(true);
    }
    model.dispose();
    loaded.model.dispose();
  });

  test('saved over another one is the new one', async () => {
    await saveModelFolder(dir, arena(), { config, endOfText: 2 });
    const later = arena();
    later.weights.data.fill(3);
    await saveModelFolder(dir, later, { config: { ...config, dropout: 0 }, endOfText: 1 });
    const { model, config: read, endOfText } = await loadModelFolder(dir);
    expect([read?.dropout, endOfText]).toEqual([0, 1]);
    expect(await model.readParameter('transformer.ln_f.bias')).toEqual(new Float32Array(12).fill(3));
    model.dispose();
  });

  test('an end token outside the vocabulary is refused before anything is written', async () => {
    await expect(saveModelFolder(dir, arena(), { config, endOfText: 13 })).rejects.toThrow(
      'a token below 13',
    );
    expect(await readdir(dir)).toEqual([]);
  });

  test('has no config.json unless it is complete, whatever write fails', async () => {
    for (let nth = 1; ; nth++) {
      await rm(dir, { recursive: true, force: true });
      faults.failWrite(nth);
      const failure = await saveModelFolder(dir, arena(), { config, endOfText: 2, tokenizer: '{}' }).catch(
        (error) => error,
      );
      faults.failWrite(0);
      if (failure === undefined) {
        expect(nth).toBeGreaterThan(12);
        break;
      }
      expect(failure).toMatchObject({ code: 'FILE' });
      const files = await readdir(dir).catch((): string[] => []);
      if (files.includes('config.json')) (await loadModelFolder(dir)).model.dispose();
    }
  });
});

describe('folders made elsewhere', () => {
  test('one that the transformers library wrote gives its logits', async () => {
    const folder = join(packageRoot, 'test', 'golden', 'transformers-folder');
    const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as {
      tokens: number[];
      logits: number[];
      libraryError: number;
    };
    const { model, endOfText, context } = await loadModelFolder(folder);
    expect([endOfText, context]).toEqual([3, 16]);
    const tokens = Int32Array.from(expected.tokens);
    const lengths = Int32Array.of(tokens.length);
    const { logits } = await model.compile().forward({ tokens, lengths }, { logits: 'all' });
    await model[Symbol.asyncDispose]();
    expect(logits).toHaveLength(expected.logits.length);
    // Twice what the library itself strays from float64, and eight roundings of the largest logit.
    const largest = Math.max(...expected.logits.map(Math.abs));
    const allowed = 2 * expected.libraryError + 8 * 2 ** -24 * largest;
    const worst = Math.max(...expected.logits.map((value, i) => Math.abs(value - logits![i]!)));
    expect(worst).toBeLessThanOrEqual(allowed);
  });

  const released = {
    model_type: 'gpt_neo',
    attention_types: [[['global', 'local'], 4]],
    hidden_size: 64,
    num_layers: 8,
    num_heads: 16,
    vocab_size: 50257,
    max_position_embeddings: 2048,
    window_size: 256,
  };
  const read = async (fields: Record<string, unknown>) => {
    await writeFile(join(dir, 'config.json'), JSON.stringify({ ...released, ...fields }));
    return readModelFolder(dir);
  };

  test('a released model was trained on 512 of its 2,048 positions', async () => {
    expect(await read({})).toMatchObject({ context: 512, endOfText: 50256, config: { maxPositions: 2048 } });
    expect(await read({ max_position_embeddings: 1024 })).toMatchObject({ context: 1024 });
    expect(await read({ window_size: 128 })).toMatchObject({ context: 2048 });
    expect(await read({ trained_context: 700 })).toMatchObject({ context: 700 });
  });

  test('the end token: generation_config.json before config.json, none outside the vocabulary', async () => {
    expect((await read({ vocab_size: 100 })).endOfText).toBeNull();
    expect((await read({ vocab_size: 100, eos_token_id: 5 })).endOfText).toBe(5);
    await writeFile(join(dir, 'generation_config.json'), '{"eos_token_id":[9]}');
    expect((await read({ vocab_size: 100, eos_token_id: 5 })).endOfText).toBe(9);
  });

  test('dropouts that this package does not tell apart are refused', async () => {
    await expect(read({ embed_dropout: 0.1 })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  test('a config that is damaged, doubled or absent', async () => {
    await expect(readModelFolder(dir)).rejects.toMatchObject({ code: 'FILE' });
    for (const text of ['', '{', 'null', '{"model_type":"gpt_neo","model_type":"gpt_neo"}']) {
      await writeFile(join(dir, 'config.json'), text);
      await expect(readModelFolder(dir)).rejects.toMatchObject({ code: 'FORMAT' });
    }
  });

  test('weights of another model are refused, and nothing is left open', async () => {
    await saveModelFolder(dir, arena(), { config, endOfText: 2 });
    const other = { ...(await json('config.json')), num_layers: 2, attention_layers: null };
    await writeFile(
      join(dir, 'config.json'),
      JSON.stringify({ ...other, attention_types: [[['global', 'local'], 1]] }),
    );
    await expect(loadModelFolder(dir)).rejects.toMatchObject({
      code: 'MISMATCH',
      message: expect.stringMatching(/holds transformer\.h\.2\..* which the model does not know/),
    });
  });
});
