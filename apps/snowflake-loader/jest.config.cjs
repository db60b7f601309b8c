module.exports = {
  displayName: 'snowflake-loader',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/crash-tests/'],
};
