module.exports = { displayName: 'docs-tests', preset: '../../tools/jest/preset.cjs' };
