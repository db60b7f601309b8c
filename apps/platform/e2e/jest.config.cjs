module.exports = {
  displayName: 'platform:e2e',
  preset: '../../../tools/jest/preset.cjs',
  // Real brokers and Spark share two cores: one file at a time.
  maxWorkers: 1,
  testTimeout: 600_000,
};
