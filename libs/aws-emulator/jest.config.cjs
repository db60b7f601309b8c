module.exports = { displayName: 'aws-emulator', preset: '../../tools/jest/preset.cjs' };
