module.exports = {
  displayName: 'ci-cd',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/node_modules/', '/image-tests/', '/run-tests/'],
};
