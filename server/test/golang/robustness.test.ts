import fc from 'fast-check';
import { test } from 'vitest';
import { readCgoDirectives, readGoFile } from '../../src/golang/imports';
import { evaluateConstraint, fileIsCompiled } from '../../src/golang/constraints';
import { parseGoCommand } from '../../src/golang/goCommand';
import { parseLinkerFlags } from '../../src/golang/linkerFlags';
import { parseModuleFile, parseWorkFile } from '../../src/golang/moduleFile';
import { scanProgram } from '../../src/golang/program';
import { parseVendorModules } from '../../src/golang/vendorModules';
import { memoryTree } from '../../src/workspace/sourceTree';
import { buildContext, command } from './support';

// Words that lead the parsers into their corners more often than letters at random would.
const goWords = [
  'package',
  ' main\n',
  'import',
  '"C"',
  '(',
  ')',
  '"net"',
  '/*',
  '*/',
  '//',
  '\n',
  '`',
  '"',
  '//go:build ',
  '!',
  '&&',
  '||',
  '#cgo ',
  'LDFLAGS: -lz',
  '\uFEFF',
  '\\',
  '\r',
];
const flagWords = [
  '-s',
  '-w',
  ' ',
  '=',
  "'",
  '"',
  '-X',
  'main.v=1',
  '-linkmode',
  'external',
  '--',
  '-',
  '-extldflags',
  'all=',
  '\uFFFC',
  '\t',
];
const moduleWords = [
  'module ',
  'go ',
  '1.22',
  'require ',
  '(',
  ')',
  '\n',
  '//',
  ' indirect',
  'replace ',
  '=>',
  ' ./x',
  '"',
  '`',
  'use ',
  '# ',
  '## ',
  ' v1.0.0',
  '\\',
];
const commandWords = [
  'go ',
  'build ',
  'test ',
  'mod ',
  'run ',
  '-o ',
  '-ldflags',
  '=',
  '-C ',
  '-- ',
  '-race',
  '$X ',
  '"$Y" ',
  '. ',
  'xx-go ',
  '-args ',
  '---x ',
  'instgo ',
];

const textOf = (words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: 30 })
    .map((parts) => parts.join(''));

test('nothing throws on any text', () => {
  fc.assert(
    fc.property(textOf(goWords), (text) => {
      readGoFile(text);
      readCgoDirectives(text);
      fileIsCompiled('a_linux.go', text, buildContext());
      evaluateConstraint(text, () => true);
      scanProgram({
        tree: memoryTree({ 'go.mod': text, 'main.go': text }),
        moduleCache: undefined,
        directory: '/',
        packageArgument: '.',
        context: buildContext(),
        goPath: '',
      });
    }),
  );
  fc.assert(fc.property(textOf(flagWords), (text) => void parseLinkerFlags(text)));
  fc.assert(
    fc.property(textOf(moduleWords), (text) => {
      parseModuleFile(text);
      parseWorkFile(text);
      parseVendorModules(text);
    }),
  );
  fc.assert(fc.property(textOf(commandWords), (text) => void parseGoCommand(command(text, { GOFLAGS: text }))));
});

test('a constraint that nests without end', () => {
  evaluateConstraint('('.repeat(100_000), () => true);
  evaluateConstraint('!'.repeat(100_000), () => true);
});
