module.exports = { displayName: 'house-rules', preset: '../../tools/jest/preset.cjs' };
