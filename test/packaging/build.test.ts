/** The options of scripts/build-native.mjs that need no compiler to be refused or explained. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const build = (...args: string[]) =>
  spawnSync(process.execPath, [join(__dirname, '../../scripts/build-native.mjs'), ...args], {
    encoding: 'utf8',
    // Where there is no CMake, nothing is built whatever the test says.
    env: { PATH: '' },
  });

test('--help names every option', () => {
  const { stdout, status } = build('--help');
  expect(status).toBe(0);
  for (const option of ['--no-cuda', '--cuda-archs LIST', '--simt', '--debug', '--rebuild'])
    expect(stdout).toContain(`  ${option} `);
});

test.each(['', 'all', '80 90', '80,', '9', '80;sm_90', '$(ls)'])('--cuda-archs=%j is refused', (archs) => {
  const { stderr, status } = build(`--cuda-archs=${archs}`);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^--cuda-archs: expected default, prebuild or a list such as 80,90a, got /);
});

test.each(['default', 'prebuild', '90a', '80,90a', '80-real;90a-real;80-virtual', '100f'])(
  '--cuda-archs %s is taken',
  (archs) => {
    expect(build('--cuda-archs', archs).stderr).toMatch(/needs CMake/);
  },
);
