module.exports = { displayName: 'workspace-tests', preset: '../../tools/jest/preset.cjs' };
