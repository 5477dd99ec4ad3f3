// What is looked for beside the types, which tsc and svelte-check hold. `npm run lint` runs it, and `make lint` with it.
import { defineConfig } from 'eslint/config'
import nounsanitized from 'eslint-plugin-no-unsanitized'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

export default defineConfig(
  ...svelte.configs.base,
  { files: ['src/**/*.svelte'], languageOptions: { parserOptions: { parser: ts.parser } } },
  { files: ['src/**/*.ts'], languageOptions: { parser: ts.parser, parserOptions: { project: './tsconfig.json' } } },
  {
    files: ['src/**/*.{ts,svelte}'],
    plugins: { 'no-unsanitized': nounsanitized, '@typescript-eslint': ts.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // A text is shown as a text: markup that was put together is never read.
      'no-unsanitized/method': 'error',
      'no-unsanitized/property': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      // Nothing that was put together is run.
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      // What is wrong wherever it stands.
      'no-async-promise-executor': 'error',
      'no-cond-assign': 'error',
      'no-constant-binary-expression': 'error',
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-control-regex': 'error',
      'no-dupe-else-if': 'error',
      'no-duplicate-case': 'error',
      'no-empty-pattern': 'error',
      'no-ex-assign': 'error',
      'no-fallthrough': 'error',
      'no-irregular-whitespace': 'error',
      'no-loss-of-precision': 'error',
      'no-misleading-character-class': 'error',
      'no-prototype-builtins': 'error',
      'no-self-assign': 'error',
      'no-self-compare': 'error',
      'no-sparse-arrays': 'error',
      'no-template-curly-in-string': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-unsafe-optional-chaining': 'error',
      'no-useless-backreference': 'error',
      'no-useless-catch': 'error',
      'require-yield': 'error',
      'use-isnan': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-extra-non-null-assertion': 'error',
      '@typescript-eslint/no-misused-new': 'error',
      '@typescript-eslint/no-this-alias': 'error',
      'svelte/no-dom-manipulating': 'error',
      'svelte/no-dupe-else-if-blocks': 'error',
      'svelte/no-dupe-on-directives': 'error',
      'svelte/no-dupe-style-properties': 'error',
      'svelte/no-dupe-use-directives': 'error',
      'svelte/no-not-function-handler': 'error',
      'svelte/no-object-in-text-mustaches': 'error',
      'svelte/no-raw-special-elements': 'error',
      'svelte/no-reactive-reassign': 'error',
      'svelte/no-shorthand-style-property-overrides': 'error',
      'svelte/no-unknown-style-directive-property': 'error',
      'svelte/no-unnecessary-state-wrap': 'error',
      'svelte/require-each-key': 'error',
      'svelte/valid-each-key': 'error',
      // What is left lying about.
      'no-console': ['error', { allow: ['error'] }],
      'no-debugger': 'error',
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      'svelte/no-at-debug-tags': 'error',
      'svelte/no-inspect': 'error',
      'svelte/no-svelte-internal': 'error',
      'svelte/no-unused-svelte-ignore': 'error',
      // The types are not talked out of it.
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-function-type': 'error',
      // Not asked for: svelte/prefer-svelte-reactivity. What is watched is a ReadonlyMap that is replaced whole, which tsc
      // holds; the others are nobody's to watch. The rest is form, which a person reads for.
    },
  },
  {
    // What only the types can tell: a promise that nobody waits for, above all. Tests may leave one hanging on purpose.
    files: ['src/**/*.ts'],
    ignores: ['src/**/*.test.ts'],
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-array-delete': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  // A component's properties are taken apart with `let`, since one of them may be bound.
  { files: ['src/**/*.svelte'], rules: { 'prefer-const': 'off', 'svelte/prefer-const': ['error', { destructuring: 'all', excludedRunes: ['$props', '$derived'] }] } },
  // Tests say what must be refused.
  { files: ['src/**/*.test.ts', 'src/studio/contract.ts'], rules: { 'no-script-url': 'off' } },
)
