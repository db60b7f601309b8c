module.exports = {
  displayName: 'pipeline-plugin:tutorial',
  preset: '../../../tools/jest/preset.cjs',
  testTimeout: 1_200_000,
};
