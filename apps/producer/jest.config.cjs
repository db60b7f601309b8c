module.exports = { displayName: 'producer', preset: '../../tools/jest/preset.cjs' };
