module.exports = {
  displayName: 'platform',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/e2e/'],
};
