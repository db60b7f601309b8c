module.exports = { displayName: 'host', preset: '../../tools/jest/preset.cjs' };
