module.exports = {
  displayName: 'warehouse',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/emulator-tests/'],
};
