// Runs a TypeScript file in a process of its own, as jest would: `node test/typescript.cjs FILE ARGUMENTS`.
// For tests that kill what they test.
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const here = join(__dirname, '..', 'lib', 'runtime', 'here.ts');

require.extensions['.ts'] = (module, filename) => {
  if (filename === here) {
    module.exports = require('./here.cjs');
    return;
  }
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};

require(resolve(process.argv[2]));
