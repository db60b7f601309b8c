module.exports = {
  displayName: 'pipeline-plugin',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/e2e/', '/tutorial-tests/'],
};
