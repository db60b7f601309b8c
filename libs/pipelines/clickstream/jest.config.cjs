module.exports = { displayName: 'pipeline-clickstream', preset: '../../../tools/jest/preset.cjs' };
