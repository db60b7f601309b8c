module.exports = { displayName: 'reconcile', preset: '../../tools/jest/preset.cjs' };
