module.exports = {
  displayName: 'ci-cd:images',
  preset: '../../../tools/jest/preset.cjs',
  testTimeout: 900_000,
};
