module.exports = {
  displayName: 'reconcile',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/node_modules/', '/e2e/'],
};
