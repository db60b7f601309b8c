const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');

/** Leaves the counts of a run in `reports/<project>/test.json`, so that a run replayed from the cache still counts. */
module.exports = class CountsReporter {
  constructor(globalConfig) {
    const workspace = join(__dirname, '../..');
    this.file = join(workspace, 'reports', relative(workspace, globalConfig.rootDir), 'test.json');
  }

  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = results;
    const counts = {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests,
    };
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, `${JSON.stringify(counts)}\n`);
  }
};
