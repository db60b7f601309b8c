module.exports = {
  displayName: 'platform',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/crash-tests/', '/e2e/', '/emulator-tests/'],
};
