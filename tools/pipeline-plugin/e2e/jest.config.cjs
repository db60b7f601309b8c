module.exports = {
  displayName: 'pipeline-plugin:e2e',
  preset: '../../../tools/jest/preset.cjs',
  testTimeout: 300_000,
};
