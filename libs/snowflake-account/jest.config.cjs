module.exports = { displayName: 'snowflake-account', preset: '../../tools/jest/preset.cjs' };
