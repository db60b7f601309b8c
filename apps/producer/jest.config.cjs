module.exports = {
  displayName: 'producer',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/node_modules/', '/e2e/', '/crash-tests/'],
};
