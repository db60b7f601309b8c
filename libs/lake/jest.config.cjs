module.exports = { displayName: 'lake', preset: '../../tools/jest/preset.cjs' };
