module.exports = {
  displayName: 'docs-tests',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/node_modules/', '/learn-tests/'],
};
