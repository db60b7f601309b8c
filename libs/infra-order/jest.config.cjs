module.exports = { displayName: 'infra-order', preset: '../../tools/jest/preset.cjs' };
