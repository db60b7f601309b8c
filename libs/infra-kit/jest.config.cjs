module.exports = { displayName: 'infra-kit', preset: '../../tools/jest/preset.cjs' };
