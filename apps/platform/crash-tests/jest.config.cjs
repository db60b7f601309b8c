module.exports = {
  displayName: 'platform:crash',
  preset: '../../../tools/jest/preset.cjs',
  // One world after another: real brokers, a store and Spark share two cores.
  maxWorkers: 1,
  testTimeout: 2_700_000,
};
