module.exports = {
  displayName: 'kafka',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/node_modules/', '/e2e/'],
};
