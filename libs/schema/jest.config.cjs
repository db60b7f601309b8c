module.exports = { displayName: 'schema', preset: '../../tools/jest/preset.cjs' };
