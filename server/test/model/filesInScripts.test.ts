import { expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { memoryTree } from '../../src/workspace/sourceTree';

const main = 'package main\n\nfunc main() {}\n';
const sources = {
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'cmd/server/main.go': main,
  'cmd/worker/main.go': main,
  'env.sh': '# of the build\nexport OUT=/out/server\n',
  '.env': 'CGO_ENABLED=0\nOUT=/out/server\n',
  'plain.sh': 'CGO_ENABLED=0\n: $NOWHERE\n',
  'broken.env': 'NAME=my app\nif\n',
  'leaves.sh': 'OUT=/out/server\nreturn 0\n',
};

/** What a RUN makes of files of the build context that it can see. Tried with a Docker engine, but for those that stay unknown. */
const scripts: readonly (readonly [string, string, string])[] = [
  ['a pattern of folders', 'for d in cmd/*; do go build -o /out/$(basename $d) ./$d; done', 'runs'],
  ['a pattern that ends in a slash', 'for d in ./cmd/*/; do go build -o /out/ $d; done', 'runs'],
  [
    'cut by the shell',
    'mkdir -p /out && for d in cmd/*; do go build -o "/out/${d##*/}" "./$d" || exit 1; done',
    'runs',
  ],
  ['in another directory', 'cd cmd && for d in *; do (cd $d && go build -o /out/$d .); done', 'runs'],
  ['what ls prints', 'for d in $(ls cmd); do go build -o /out/$d ./cmd/$d; done', 'runs'],
  ['a pattern that matches nothing', 'for d in apps/*; do go build -o /out/ ./$d; done', 'fails-to-build'],
  [
    'folders that may have come since',
    'go generate ./... && for d in cmd/*; do go build -o /out/ ./$d; done',
    'unknown',
  ],
  ['options of ls', 'for d in $(ls -d cmd/*); do go build -o /out/ ./$d; done', 'unknown'],
  ['a file that is sourced', '. ./env.sh && go build -o $OUT ./cmd/server', 'runs'],
  ['a file of variables', 'set -a && . ./.env && set +a && go build -o $OUT ./cmd/server', 'runs'],
  ['a file that cannot be read to its end', '. ./broken.env; go build -o $OUT ./cmd/server', 'unknown'],
  ['a file that returns', '. ./leaves.sh; go build -o $OUT ./cmd/server', 'unknown'],
  [
    'a file that may be another by then',
    'sed -i s/server/worker/ env.sh && . ./env.sh && go build -o $OUT ./cmd/server',
    'unknown',
  ],
];

test.each(scripts)('%s', (_, script, outcome) => {
  const text = `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN ${script}
FROM debian:bookworm-slim
COPY --from=build /out/ /out/
ENTRYPOINT ["/out/server"]
`;
  expect(analyse({ text, context: memoryTree(sources) }).model.verdict.outcome).toBe(outcome);
});

test('what stands in a file that is sourced is nothing to be said of the Dockerfile', () => {
  const text =
    'FROM golang:1.26-bookworm\nWORKDIR /src\nCOPY . .\nRUN . ./plain.sh && go build -o /server ./cmd/server\n';
  const { model } = analyse({ text, context: memoryTree(sources) });
  const execution = model.stages[0]?.steps.at(-1)?.execution;
  expect(execution?.effects).toEqual([]);
  expect(execution?.missing).toEqual([]);
});
