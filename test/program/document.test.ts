import { describe, expect, test } from '@jest/globals';
import { Model } from '../../lib/models/model.ts';
import type { Operation, ParameterSpec, ProgramDocument } from '../../lib/models/program.ts';
import { Recorder } from '../../lib/models/recorder.ts';
import { InvalidArgumentError, UnsupportedError } from '../../lib/runtime/errors.ts';
import { loadAddon } from '../../lib/runtime/native.ts';
import { parallelBlocks, tangle } from './architectures.ts';

type Broken = Record<string, unknown>;

const open = (json: string) => new (loadAddon().Weights)(json);

/** The document with one thing changed. */
function changed(change: (document: ProgramDocument) => unknown, from = parallelBlocks()): string {
  const document = structuredClone(from);
  change(document);
  return JSON.stringify(document);
}

const operation = (kind: Operation['op'], change: Broken) =>
  changed((d) => Object.assign(d.operations.find(({ op }) => op === kind)!, change));
const layerNorm = (change: Broken) =>
  changed((d) => Object.assign(d.operations.find(({ op }) => op === 'norm')!, change), tangle());
const parameter = (change: Broken) => changed((d) => Object.assign(d.parameters[1]!, change));

const broken: [string, string, RegExp][] = [
  ['another format', changed((d) => Object.assign(d, { format: 'x' })), /top level.*`format`/],
  ['no name', changed((d) => Object.assign(d, { name: undefined })), /`name` is missing/],
  ['an empty vocabulary', changed((d) => Object.assign(d, { vocab: 0 })), /`vocab`.*from 1/],
  ['half a token', changed((d) => Object.assign(d, { vocab: 1.5 })), /`vocab`.*whole number/],
  ['negative positions', changed((d) => Object.assign(d, { maxPositions: -1 })), /`maxPositions`/],
  [
    'operations that are no list',
    changed((d) => Object.assign(d, { operations: {} })),
    /`operations`.*array.*object/,
  ],
  ['no operations', changed((d) => Object.assign(d, { operations: [] })), /at least a head/],
  [
    'an operation that is no object',
    changed((d) => d.operations.splice(0, 1, null as never)),
    /operation 0.*null/,
  ],
  ['an unknown operation', operation('add', { op: 'multiply' }), /operation 7.*"multiply"/],
  ['the head in the middle', changed((d) => d.operations.reverse()), /operation 0 \(head\).*last/],
  ['no head', changed((d) => d.operations.pop()), /head must be the last/],
  ['a parameter twice', parameter({ name: 'embed' }), /parameter 1 \("embed"\).*already/],
  ['a parameter without a name', parameter({ name: '' }), /`name` is empty/],
  ['three dimensions', parameter({ shape: [2, 2, 2] }), /parameter 1.*`shape`/],
  ['a size of zero', parameter({ shape: [0] }), /`shape`.*from 1/],
  ['a size that is text', parameter({ shape: ['24'] }), /`shape`: expected numbers, got a string/],
  ['a size beyond all memory', parameter({ shape: [2 ** 28, 2 ** 28] }), /larger than any machine/],
  ['a size beyond 2^53', parameter({ shape: [1e300] }), /`shape`/],
  ['an unknown initialiser', parameter({ init: { kind: 'uniform' } }), /`init`.*"uniform"/],
  ['a negative deviation', parameter({ init: { kind: 'normal', std: -1 } }), /`std`/],
  ['a constant beyond float32', parameter({ init: { kind: 'constant', value: 1e39 } }), /float32/],
  ['decay that is a number', parameter({ decay: 1 }), /`decay`.*true or false/],
  ['frozen left out', parameter({ frozen: undefined }), /`frozen` is missing/],
  [
    'a value twice',
    changed((d) => Object.assign(d.values[1]!, { name: 'embedding' })),
    /value 1 \("embedding"\)/,
  ],
  [
    'a value nobody makes',
    changed((d) => d.values.push({ name: 'lost', width: 3 })),
    /"lost" is made by no operation/,
  ],
  [
    'a value of another width',
    changed((d) => Object.assign(d.values[2]!, { width: 61 })),
    /blocks\.0\.qkv.*61 wide.*60/,
  ],
  [
    'an input that does not exist',
    operation('linear', { x: 99 }),
    /operation 2 \(linear that makes "blocks.0.qkv"\): `x`/,
  ],
  ['an input made later', operation('norm', { x: 8 }), /operation 1.*before any operation made it/],
  ['an input that is its own output', operation('norm', { x: 1 }), /before any operation/],
  ['an input that is a fraction', operation('linear', { x: 0.5 }), /whole number/],
  ['an output made twice', operation('add', { y: 0 }), /makes value "embedding" a second time/],
  [
    'an embedding of another vocabulary',
    operation('embedding', { table: 1 }),
    /operation 0.*`table`.*blocks\.0\.norm/,
  ],
  ['positions the model does not count', operation('embedding', { positions: 0 }), /`maxPositions` must be/],
  [
    'a gain of another length',
    changed((d) => Object.assign(d.parameters[1]!, { shape: [23] })),
    /`gain`.*\[23\], expected \[24\]/,
  ],
  ['a gain that is a matrix', operation('norm', { gain: 0 }), /`gain`.*\[37, 24\]/],
  ['a sum without a residual', operation('norm', { sum: 3 }), /belong together/],
  ['an RMS norm with a bias', operation('norm', { bias: 1 }), /RMS norm has no `bias`/],
  ['an unknown norm', operation('norm', { kind: 'batch' }), /`kind`.*"batch"/],
  ['a negative epsilon', layerNorm({ epsilon: -1 }), /`epsilon`/],
  [
    'residuals of two widths',
    changed((d) => Object.assign(d.operations.find(({ op }) => op === 'add')!, { b: 2 })),
    /`b`.*blocks\.0\.qkv/,
  ],
  ['no weights', operation('linear', { weights: [], biases: [] }), /`weights`: expected 1 to 4/],
  [
    'five weights',
    operation('linear', { weights: [2, 3, 4, 2, 2], biases: [null, null, null, null, null] }),
    /1 to 4, got 5/,
  ],
  ['a bias missing', operation('linear', { biases: [null] }), /`biases`.*each weight/],
  ['a bias of another length', operation('linear', { biases: [1, null, null] }), /`biases`.*blocks\.0\.norm/],
  ['a weight of other columns', operation('linear', { weights: [5, 3, 4] }), /`weights`.*blocks\.0\.o/],
  ['a weight that is a vector', operation('linear', { weights: [1, 3, 4] }), /`weights`/],
  ['an unknown activation', operation('linear', { activation: 'swish' }), /"swish" is none of/],
  ['gate and up that differ', operation('gated_linear', { up: 2 }), /`up`.*\[36, 24\].*\[40, 24\]/],
  ['heads that do not divide', operation('attention', { heads: 5 }), /multiple of the 2/],
  ['more key heads than heads', operation('attention', { kvHeads: 7 }), /`kvHeads`/],
  ['a head too large', operation('attention', { headSize: 385 }), /`headSize`.*384/],
  ['a negative window', operation('attention', { window: -1 }), /`window`/],
  ['heads of another total width', operation('attention', { headSize: 5 }), /`x`.*60 wide.*50|even/],
  ['a scale that is no number', operation('attention', { scale: null }), /`scale`.*null/],
  ['a head of another vocabulary', operation('head', { weight: 2 }), /`weight`.*blocks\.0\.q/],
];

describe('broken documents are refused with the place', () => {
  test.each(broken)('%s', (_name, json, message) => {
    expect(() => open(json)).toThrow(InvalidArgumentError);
    expect(() => open(json)).toThrow(message);
  });

  test('a newer version is not guessed at', () => {
    const json = changed((d) => Object.assign(d, { version: 2 }));
    expect(() => open(json)).toThrow(UnsupportedError);
  });

  test('rotary attention refuses an input that others read afterwards', () => {
    const r = new Recorder('shared');
    const x = r.embedding('x', r.parameter('table', [9, 12]));
    const turned = r.attention(x, { name: 'turned', heads: 2, headSize: 2, scale: 1, ropeTheta: 10 });
    const back = r.linear('back', turned, r.parameter('back', [12, 4]));
    const document = r.head(r.add('joined', x, back), r.parameter('head', [9, 12]));
    const model = Model.empty(document);
    expect(() => model.compile({ mode: 'train' })).toThrow(UnsupportedError);
    expect(() => model.compile()).toThrow(
      /operation 1: rotary attention changes value "x" in place.*operation 3/,
    );
    model.dispose();
  });
});

describe('broken JSON is refused', () => {
  const texts: [string, RegExp][] = [
    ['', /expected a value/],
    ['{', /expected a key/],
    ['{"a":1,}', /expected a key/],
    ['{"a":1,"a":2}', /same key twice/],
    ['{"a":01}', /expected ',' or '}'/],
    ['{"a":1.}', /digits after the point/],
    ['{"a":1e}', /digits in the exponent/],
    ['{"a":1e999}', /out of range/],
    ['{"a":NaN}', /expected a value|unknown word/],
    ['{"a":"\u0001"}', /control character/],
    ['{"a":"\\x"}', /unknown escape/],
    ['{"a":"\\ud800"}', /surrogate/],
    ['{"a":"\\udc00\\ud800"}', /surrogate/],
    ['{"a":"\\u12g4"}', /hexadecimal/],
    ['{"a":"b', /without an end/],
    ['{} {}', /text after the end/],
    ['[1 2]', /expected ',' or '\]'/],
    ['nul', /unknown word/],
    ["{'a':1}", /expected a key/],
    ['['.repeat(100_000), /nested too deeply/],
  ];
  test.each(texts)('%j', (text, message) => {
    expect(() => open(text)).toThrow(InvalidArgumentError);
    expect(() => open(text)).toThrow(message);
  });
});

test('no document made at random from a good one brings the process down', () => {
  const parts: ParameterSpec['shape'] = [-1, 0, 1, 7, 2 ** 31, 2 ** 40, 1.5];
  const json = JSON.stringify(tangle());
  let state = 1;
  const next = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % n;
  };
  let refused = 0;
  for (let round = 0; round < 500; round++) {
    const at = next(json.length);
    const cut =
      json.slice(0, at) +
      [parts[next(parts.length)], '', 'null', '{}', '"x"'][next(5)] +
      json.slice(at + next(6));
    try {
      open(cut).dispose();
    } catch (error) {
      expect(['INVALID_ARGUMENT', 'UNSUPPORTED', 'OUT_OF_MEMORY']).toContain(
        (error as { code: string }).code,
      );
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(300);
});
