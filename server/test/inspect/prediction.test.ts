import { describe, expect, test } from 'vitest';
import { describe as describeText } from '../../src/describe';
import { predict } from '../../src/report/prediction';
import type { Prediction } from '../../src/inspect/compare';
import { memoryTree } from '../../src/workspace/sourceTree';

const net = {
  'go.mod': 'module example.com/a\n\ngo 1.22\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n',
};

function predictionOf(text: string, binary?: string): Prediction {
  return predict(describeText({ text, context: memoryTree(net) }), binary);
}

const build = 'FROM golang:1.22.12-bookworm AS build\nWORKDIR /src\nCOPY . .\n';

describe('what the model says, as it can be seen', () => {
  test.each<{ name: string; text: string; binary?: string; is: Partial<Record<keyof Prediction, unknown>> }>([
    {
      name: 'dynamic',
      text: `${build}RUN go build -o /app .\nFROM alpine:3.22\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`,
      is: {
        linkage: 'dynamic',
        libc: 'glibc',
        interpreter: '/lib64/ld-linux-x86-64.so.2',
        glibc: { atLeast: '2.34', surely: '2.34' },
        cgo: true,
        goVersion: '1.22.12',
        stripped: false,
        race: false,
        entrypoint: ['/app'],
        program: '/app',
        verdict: { outcome: 'fails-to-start', seenInFiles: true },
      },
    },
    {
      name: 'static',
      text: `${build}RUN CGO_ENABLED=0 GOARCH=arm64 go build -ldflags "-s -w" -o /app .\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app", "-x"]\n`,
      is: {
        linkage: 'static',
        libc: null,
        interpreter: null,
        glibc: undefined,
        goarch: 'arm64',
        cgo: false,
        stripped: true,
        entrypoint: ['/app', '-x'],
        verdict: { outcome: 'fails-to-start', seenInFiles: true },
      },
    },
    {
      name: 'a binary by its name',
      text: `${build}RUN go build -race -o /out/one . && CGO_ENABLED=0 go build -o /out/two .\n`,
      binary: 'two',
      is: { linkage: 'static', race: false, entrypoint: undefined, program: undefined },
    },
    {
      name: 'flags that cannot be read',
      text: `${build}ARG FLAGS\nRUN CGO_ENABLED=0 go build -ldflags "$FLAGS" -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`,
      is: { stripped: undefined },
    },
    { name: 'no Go at all', text: 'FROM scratch\n', is: { linkage: undefined, goos: undefined, program: undefined } },
  ])('$name', ({ text, binary, is }) => {
    const prediction = predictionOf(text, binary);
    for (const [field, value] of Object.entries(is)) {
      const fact = Object.entries(prediction).find(([name]) => name === field)?.[1];
      expect([field, fact?.value]).toEqual([field, value]);
    }
  });
});

test('the lines that explain it', () => {
  const text = `${build}ENV GOARCH=arm64\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app"]\n`;
  const { goarch, goVersion, linkage, entrypoint, verdict } = predictionOf(text);
  const lines = [goVersion, goarch, linkage, entrypoint, verdict].map((predicted) => predicted?.line);
  expect(lines).toEqual([1, 4, 5, 8, 8]);
});
