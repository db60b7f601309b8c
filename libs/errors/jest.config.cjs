module.exports = { displayName: 'errors', preset: '../../tools/jest/preset.cjs' };
