// On a machine with a GPU as well, the bits that tests expect are the CPU's, unless a test names another device.
process.env.TINYSTORIES_DEVICE = 'cpu';

module.exports = {
  testEnvironment: '<rootDir>/test/environment.cjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Packages that have no CommonJS are compiled as ours are.
  transformIgnorePatterns: ['/node_modules/(?!(hyparquet|hyparquet-compressors|hysnappy|fzstd)/)'],
  moduleNameMapper: { '/here\\.(ts|js)$': '<rootDir>/test/here.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/'],
  reporters: ['default', '<rootDir>/test/closing-line.cjs'],
  testTimeout: 120000,
  maxWorkers: 2,
};
