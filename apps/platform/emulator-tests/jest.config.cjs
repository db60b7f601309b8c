module.exports = {
  displayName: 'platform:emulator',
  preset: '../../../tools/jest/preset.cjs',
  maxWorkers: 1,
  testTimeout: 600_000,
};
