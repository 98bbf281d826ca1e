import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

/** The order of the layers and who may import which package: one table, which server/test/architecture.test.ts reads too. */
const table = JSON.parse(readFileSync(fileURLToPath(new URL('server/layers.json', import.meta.url)), 'utf8'));

const defaultExports = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that a thing has one name everywhere.',
};

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', '.vscode-test/', 'examples/', '**/fixtures/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', defaultExports],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': 'off', // The compiler reports them.
    },
  },
  {
    files: ['server/src/**/*.ts', 'client/src/**/*.ts'],
    ignores: ['server/src/host/**'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
  },
  {
    files: ['server/src/cli.ts', 'server/src/cli/**', 'server/src/host/**', '{client,server}/{scripts,test}/**'],
    rules: { 'no-console': 'off' },
  },
  ...table.layers.map((layer) => ({
    files: layerFiles(layer),
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: restrictions(layer) }] },
  })),
  {
    files: ['client/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/server/src/', message: 'Client and server share nothing but messages.' }] },
      ],
    },
  },
);

function layerFiles(layer) {
  const named = Object.keys(table.rootFiles).filter((file) => file !== '*');
  const own = named.filter((file) => table.rootFiles[file] === layer).map((file) => `server/src/${file}`);
  if (table.rootFiles['*'] === layer) own.push(`server/src/!(${named.map((file) => file.slice(0, -3)).join('|')}).ts`);
  return [...own, `server/src/${layer}/**/*.ts`];
}

/** Patterns for what this layer may not import: later layers, layers it keeps apart from, packages of other layers. */
function restrictions(layer) {
  const patterns = [];
  for (const later of table.layers.slice(table.layers.indexOf(layer) + 1)) {
    patterns.push({
      regex: `^\\.\\.?/(\\.\\./)*${later}(/|$)`,
      message: `Layers import one way only: ${layer} comes before ${later}.`,
      allowTypeImports: table.contracts.includes(later),
    });
  }
  for (const { from, types } of table.apart.filter((row) => row.layer === layer)) {
    patterns.push({
      regex: `^(\\.\\./)+(${from.join('|')})(/|$)`,
      message: `${layer} knows nothing of ${from.join(' and ')}.`,
      allowTypeImports: types.length > 0,
    });
  }
  for (const [name, places] of Object.entries(table.packages)) {
    if (places.some((place) => place.startsWith(`${layer}/`))) continue;
    patterns.push({ regex: `^${name}(/|$)`, message: `Only ${places.join(', ') || 'the client'} imports ${name}.` });
  }
  if (table.core.includes(layer)) {
    patterns.push({ regex: '^node:', message: 'The core is handed everything it looks at.' });
  }
  if (table.withoutNode.includes(layer)) {
    patterns.push({ regex: '^node:', message: 'It runs in a browser as well.' });
  }
  return patterns;
}
