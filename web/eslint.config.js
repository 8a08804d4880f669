import globals from 'globals'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

export default ts.config(
  {ignores: ['dist', 'src/api/generated.ts', 'test-results']},
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: {parserOptions: {parser: ts.parser}, globals: globals.browser},
  },
    {
    rules: {
      'max-lines': ['error', 400],
      'no-console': 'error',
      eqeqeq: 'error',
      'vue/block-lang': ['error', {script: {lang: 'ts'}}],
      'vue/no-v-html': 'error',
      // Layout is a matter of taste here, not of rules.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  {files: ['tools/*.mjs'], languageOptions: {globals: globals.node}, rules: {'no-console': 'off'}},
)
