module.exports = {
  displayName: 'warehouse:emulator',
  preset: '../../../tools/jest/preset.cjs',
  maxWorkers: 1,
  // The first run makes a Python environment for the emulator.
  testTimeout: 300_000,
};
