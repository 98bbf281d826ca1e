import { expect, test } from 'vitest';
import { refusedVariable } from '../../src/golang/linkerVariables';

// Tried with Go 1.26: the text is that of the linker, which comes without the type where ours does.
test.each<[string, string | undefined]>([
  ['var n int', 'main.n: cannot set with -X: not a var of type string (type:int)'],
  ['var n = 3', 'main.n: cannot set with -X: not a var of type string (type:int)'],
  ['var n bool // told by the Makefile', 'main.n: cannot set with -X: not a var of type string (type:bool)'],
  ['var n = true', 'main.n: cannot set with -X: not a var of type string (type:bool)'],
  ['var (\n\tother string\n\tn     int64\n)', 'main.n: cannot set with -X: not a var of type string (type:int64)'],
  ['var n []string', 'main.n: cannot set with -X: not a var of type string'],
  ['var n *string', 'main.n: cannot set with -X: not a var of type string'],
  ['var n rune', 'main.n: cannot set with -X: not a var of type string (type:int32)'],
  ['var n string', undefined],
  ['var n = "dev"', undefined],
  ['var n, m string', undefined],
  ['var n Version', undefined],
  ['var n = version()', undefined],
  ['const n = 3', undefined],
  ['func main() {\n\tn int\n}', undefined],
  ['var (\n\ta string\n)\n\nfunc f(\n\tn int,\n) {}', undefined],
  ['var name int', undefined],
])('%s', (declaration, complaint) => {
  expect(refusedVariable('main.n', `package main\n\n${declaration}\n\nfunc main() {}\n`)).toBe(complaint);
});
