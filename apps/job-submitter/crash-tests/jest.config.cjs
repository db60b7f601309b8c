module.exports = {
  displayName: 'job-submitter:crash',
  preset: '../../../tools/jest/preset.cjs',
  // A real platform and Spark share two cores.
  maxWorkers: 1,
  testTimeout: 600_000,
};
