module.exports = {
  displayName: 'infra',
  preset: '../../tools/jest/preset.cjs',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
};
