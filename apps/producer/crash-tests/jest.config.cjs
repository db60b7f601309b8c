module.exports = {
  displayName: 'producer:crash',
  preset: '../../../tools/jest/preset.cjs',
  // Each file starts a broker of its own; two cores carry one.
  maxWorkers: 1,
  testTimeout: 300_000,
};
