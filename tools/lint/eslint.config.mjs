import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';

/** Which tag may depend on which. Dependencies point one way: apps -> libs; pipelines -> the platform, never back. */
const boundaries = [
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib', 'type:pipeline'] },
  { sourceTag: 'type:pipeline', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib', 'type:tool'] },
  { sourceTag: 'scope:platform', onlyDependOnLibsWithTags: ['scope:platform', 'scope:pipeline'] },
];

/** Infrastructure libraries stay behind one of ours, so that moving to their successor is a change in one place. */
const infraKit = {
  files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
  ignores: ['libs/infra-kit/**'],
  rules: restricted('^(cdktf|constructs|@cdktf/)', 'import @clickstream/infra-kit instead'),
};
const providers = {
  files: ['libs/infra-kit/**/*.ts'],
  rules: restricted('^@cdktf/[^/]+$', 'import /lib/<resource>: the whole package takes 500 MB'),
};

function restricted(regex, message) {
  return { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] };
}

export default [
  { ignores: ['**/dist/**', '**/derived/**', '**/files/**', '**/.venv/**', '**/node_modules/**'] },
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  ...nx.configs['flat/javascript'],
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: boundaries }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  infraKit,
  providers,
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['tools/**/*.mjs'], rules: { 'no-console': 'off' } },
  prettier,
];
