module.exports = {
  displayName: 'proof-tests',
  preset: '../../tools/jest/preset.cjs',
  // One platform after another: a broker, a store and Spark share two cores.
  maxWorkers: 1,
  testTimeout: 900_000,
};
