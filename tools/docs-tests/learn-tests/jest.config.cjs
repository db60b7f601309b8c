module.exports = {
  displayName: 'docs-tests:learn',
  preset: '../../../tools/jest/preset.cjs',
  testTimeout: 900_000,
};
