module.exports = { displayName: 'job-submitter', preset: '../../tools/jest/preset.cjs' };
