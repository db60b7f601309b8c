module.exports = { displayName: 'pipeline', preset: '../../tools/jest/preset.cjs' };
