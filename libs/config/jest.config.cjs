module.exports = { displayName: 'config', preset: '../../tools/jest/preset.cjs' };
