const nxPreset = require('@nx/jest/preset').default;

/** One Jest set-up for every TypeScript project: SWC for speed, the Nx resolver for the paths of tsconfig.base.json. */
module.exports = {
  ...nxPreset,
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  reporters: ['default', require.resolve('./report.cjs')],
  transform: {
    '^.+\\.[cm]?[tj]s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
};
