module.exports = {
  displayName: 'warehouse:emulator',
  preset: '../../../tools/jest/preset.cjs',
  maxWorkers: 1,
  testTimeout: 60_000,
};
