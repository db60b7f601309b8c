module.exports = { displayName: 'ci-cd', preset: '../../tools/jest/preset.cjs' };
