module.exports = {
  displayName: 'reconcile:e2e',
  preset: '../../../tools/jest/preset.cjs',

  maxWorkers: 1,
  testTimeout: 180_000,
};
