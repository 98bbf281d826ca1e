import { expect, test } from 'vitest';
import { valueOf } from '../../src/facts/fact';
import { run } from './support';

test.each([
  ['bash -c "mv bin/{server,worker} /out/"', ['mv', 'bin/server', 'bin/worker', '/out/']],
  ['bash -c "cp app.yaml{,.bak}"', ['cp', 'app.yaml', 'app.yaml.bak']],
  ['bash -c "touch {a,b}{1..2}"', ['touch', 'a1', 'a2', 'b1', 'b2']],
  ['bash -c "touch {3..1} {x,}"', ['touch', '3', '2', '1', 'x']],
  // What dash makes of it depends on the shell behind sh, and what is nested is not followed.
  ['mv bin/{server,worker} /out/', ['mv', undefined, '/out/']],
  ['bash -c "touch {a,{b,c}}"', ['touch', undefined]],
])('%s', (script, words) => {
  expect(run(script).commands[0]?.argv.map(({ value }) => valueOf(value))).toEqual(words);
});
