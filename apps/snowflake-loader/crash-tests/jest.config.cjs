module.exports = {
  displayName: 'snowflake-loader:crash',
  preset: '../../../tools/jest/preset.cjs',
  // A real store, Spark and loaders share two cores.
  maxWorkers: 1,
  testTimeout: 240_000,
};
