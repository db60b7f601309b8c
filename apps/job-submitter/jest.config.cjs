module.exports = {
  displayName: 'job-submitter',
  preset: '../../tools/jest/preset.cjs',
  testPathIgnorePatterns: ['/aws-tests/', '/crash-tests/'],
  // Starts Python and drivers; a busy machine takes its time.
  testTimeout: 60_000,
};
