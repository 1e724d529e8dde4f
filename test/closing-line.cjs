// One closing line in a fixed shape, `N passed, M failed`, and a failure when no test ran at all.
const { writeSync } = require('node:fs');

module.exports = class {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError).length;
    const checks = Number(process.env.TINYSTORIES_FAILED_CHECKS ?? 0); // of scripts/test.mjs: style and types
    const failed = results.numFailedTests + broken + checks;
    this.ran = results.numPassedTests + failed;
    const skipped = results.numPendingTests ? `, ${results.numPendingTests} skipped` : '';
    process.once('exit', () =>
      writeSync(1, `${results.numPassedTests} passed, ${failed} failed${skipped}\n`),
    );
  }

  getLastError() {
    return this.ran ? undefined : new Error('no test ran');
  }
};
