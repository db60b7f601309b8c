module.exports = {
  displayName: 'job-submitter:aws',
  preset: '../../../tools/jest/preset.cjs',
  // Each suite has an emulation of AWS of its own.
  maxWorkers: 1,
  testTimeout: 240_000,
};
