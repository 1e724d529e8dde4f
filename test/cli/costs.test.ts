import { expect, test } from '@jest/globals';
import { renderCosts } from '../../lib/cli/costs.ts';
import { countParameters, estimateFlops, estimateMemory } from '../../lib/models/accounting.ts';
import { gptNeo } from '../../lib/models/gpt-neo.ts';
import { findPreset, presetConfig } from '../../lib/models/presets.ts';

test('the table shows every part that there is', () => {
  const document = gptNeo(presetConfig(findPreset('33M'), 50257, 2048));
  const flops = estimateFlops(document, 512);
  const text = renderCosts(countParameters(document), estimateMemory(document, 4096), flops, 4096);
  expect(text).toMatch(/^token table +38,597,376 +56\.3 %$/m);
  expect(text).toMatch(/^parameters +68,514,048$/m);
  expect(text).toMatch(/^weights +261 MiB$/m);
  expect(text).toMatch(/^activations +≤ .* 4,096 tokens at once$/m);
  expect(text).toMatch(/^FLOPs per token +\d+M +forward$/m);
  expect(text).not.toMatch(/head/);
});
