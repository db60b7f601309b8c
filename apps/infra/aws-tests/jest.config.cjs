module.exports = {
  displayName: 'infra:aws',
  preset: '../../../tools/jest/preset.cjs',
  // Two cores carry one Terraform.
  maxWorkers: 1,
  testTimeout: 900_000,
};
