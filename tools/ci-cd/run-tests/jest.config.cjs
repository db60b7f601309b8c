module.exports = {
  displayName: 'ci-cd:run',
  preset: '../../../tools/jest/preset.cjs',
  testTimeout: 1_800_000,
};
