import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { AnalysisInput } from '../src/analysis';
import { agentVariables, podLabels } from '../src/features/observabilityNames';
import { remedies } from '../src/features/oneAgentRemedies';
import { hover } from '../src/features/hover';
import { manifestHover } from '../src/features/manifestHover';
import { rules } from '../src/rules/registry';
import { memoryTree } from '../src/workspace/sourceTree';
import { programFiles } from './support/fixtures';

const text = `FROM golang:1.26-alpine AS build
ENV OTEL_SERVICE_NAME=shop
ARG ARMS_ENABLE=true ARMS_LOG_LEVEL=debug
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 OTELC_DEBUG=1 instgo go build -ldflags=-s -o /app .

FROM alpine:3.22
LABEL armsPilotAutoEnable=on aliyun.com/app-language=golang maintainer=me
ENV ARMS_ENABLE=true ARMS_LICENSE_KEY=\${KEY} ARMS_LOG_LEVEL=info
ENV LD_PRELOAD=/opt/dynatrace/oneagent/agent/lib64/liboneagentproc.so DT_TENANT=abc
ENV INSTGO_EXTRA_RULES=dify_python OTELTOOL_VERBOSE=true OTEL_GO_ENABLED_INSTRUMENTATIONS=nethttp
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;

function shown(word: string, input: Partial<AnalysisInput> = {}, source = text): string {
  const analysis = analyse({ text: source, context: memoryTree(programFiles('nethttp')), ...input });
  return hover(analysis, source.lastIndexOf(word) + 1)?.markdown ?? '';
}

describe('variables of agents', () => {
  test.each([
    ['OTEL_SERVICE_NAME', 'Run time: read by the OpenTelemetry SDK', 'stage that is not shipped', 'opentelemetry.io'],
    [
      'ARMS_ENABLE=true ARMS_LICENSE',
      'Run time: read by the ARMS agent',
      'variables of the pod win',
      'Source: Alibaba',
    ],
    ['ARMS_ENABLE=true ARMS_LOG', 'Run time', 'an ARG, which is not in the image', 'manually-install-the-golang-probe'],
    ['ARMS_LICENSE_KEY', 'Build time: read by instgo', 'A secret', 'instgo-tool-introduction'],
    ['ARMS_LOG_LEVEL=info', 'Build time: read by instgo', 'compiles nothing', 'instgo-tool-introduction'],
    ['LD_PRELOAD', 'the dynamic loader', 'A static program has no loader', 'docs.dynatrace.com'],
    ['DT_TENANT', 'Run time: read by OneAgent', 'final stage', 'paketo-buildpacks/dynatrace'],
    ['INSTGO_EXTRA_RULES', 'Build time: read by instgo', 'compiles nothing', 'Dify'],
    ['OTELTOOL_VERBOSE', 'Build time: read by otel', 'compiles nothing', 'alibaba/loongsuite-go'],
    ['OTELC_DEBUG', 'Build time: read by otelc', 'stage with the go build', 'docs/troubleshooting.md'],
    ['OTEL_GO_ENABLED_INSTRUMENTATIONS', 'what otelc has compiled', 'final stage', 'docs/configuration.md'],
  ])('%s', (word, ...parts) => {
    // The ARG comes first, the ENV with the same value second.
    const source = word.endsWith('ARMS_LOG') ? text.replace('ENV ARMS_ENABLE=true ', 'ENV ') : text;
    const markdown = shown(word, {}, source);
    for (const part of parts) expect(markdown).toContain(part);
  });

  test.each(['ARMS_ENABLE=true ARMS_LICENSE', 'ARMS_LICENSE_KEY'])(
    'what stands in the image has two sides: %s',
    (word) => {
      const markdown = shown(word);
      expect(markdown).toContain(
        'frozen in the image: it holds wherever the container runs, and another one takes another build.',
      );
      expect(markdown).toContain('by labels that change without a build and only where the component is installed');
      const elsewhere = text.replace('ARG ARMS_ENABLE=true', 'ENV ARMS_REGION_ID=x\nARG');
      expect(shown('ARMS_REGION_ID', {}, elsewhere)).not.toContain('frozen');
    },
  );

  test('one that is not listed is known by its prefix', () => {
    const markdown = shown('ARMS_FOO', {}, text.replace('DT_TENANT=abc', 'ARMS_FOO=abc'));
    expect(markdown).toContain('**ARMS_FOO**: A variable of the ARMS agent, by its prefix.');
    expect(markdown).not.toMatch(/ time:|Here |onepilot/);
    expect(markdown).toContain('Source: Alibaba Cloud ARMS');
  });

  test('an ARG that the image passes on is seen by the program', () => {
    const source = text.replace('ARMS_LOG_LEVEL=debug', 'ARMS_APP_NAME=a').replace('DT_TENANT=abc', 'ARMS_APP_NAME=b');
    const analysis = analyse({ text: source, context: undefined });
    expect(hover(analysis, source.indexOf('ARMS_APP_NAME') + 1)?.markdown).not.toContain('does not see it');
  });

  test('LD_PRELOAD of something else has nothing to do with OneAgent', () => {
    expect(shown('LD_PRELOAD', {}, text.replace(/LD_PRELOAD=\S+/, 'LD_PRELOAD=/lib/libjemalloc.so'))).not.toContain(
      'OneAgent',
    );
  });
});

test.each([
  ['armsPilotAutoEnable', '`spec.template.metadata.labels`'],
  ['aliyun.com/app-language', '`golang`'],
])('label %s', (word, part) => {
  const markdown = shown(word);
  expect(markdown).toContain(part);
  expect(markdown).toContain('Source: Alibaba Cloud ARMS');
});

test.each(['one-agent.jdk.version: OpenJDK11', "armsAutoInstrumentationEnable: 'on'"])(
  'a label of another language: %s',
  (label) => {
    const manifest = `kind: Pod\nmetadata:\n  labels:\n    ${label}\nspec: {}\n`;
    const markdown = manifestHover(manifest, manifest.indexOf(label) + 1)?.markdown;
    expect(markdown).toContain('It does nothing for a Go program.');
    expect(markdown).toContain('Source: Alibaba Cloud ARMS');
  },
);

test('other labels are left alone', () => {
  expect(shown('maintainer')).toBe('');
});

describe('what observes the program', () => {
  const arms = `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app

ENV ARMS_ENABLE=true
`;
  const says = (source: string, input: Partial<AnalysisInput>): readonly (string | undefined)[] =>
    ['golang:1.26', 'go build', 'alpine:3.22'].map((word) => /Observability: .*/.exec(shown(word, input, source))?.[0]);

  test.each<[string, string, Partial<AnalysisInput>, string | undefined]>([
    ['found', arms, {}, 'Observability: ARMS, by ENV ARMS_ENABLE (line 9).'],
    ['nothing', arms.replace('ENV ARMS_ENABLE=true\n', ''), {}, undefined],
    [
      'chosen',
      arms,
      { observability: 'otel' },
      'Observability: OpenTelemetry, as the setting goDockerfile.observability says.',
    ],
    ['none', arms, { observability: 'none' }, 'Observability: none, as the setting goDockerfile.observability says.'],
    [
      'static monitoring',
      arms,
      { observability: 'appoptima', staticMonitoring: true },
      'Observability: AppOptima with static monitoring, as the setting goDockerfile.observability says.',
    ],
    [
      'several',
      arms.replace('ENV ', 'ENV OTEL_SERVICE_NAME=a '),
      {},
      'Observability: OpenTelemetry, by ENV OTEL_SERVICE_NAME (line 9); ARMS, by ENV ARMS_ENABLE (line 9).',
    ],
    [
      'by an address',
      arms
        .replace('WORKDIR', 'RUN wget -O /bin/otel https://github.com/alibaba/loongsuite-go/releases/otel\nWORKDIR')
        .replace(/ENV.*\n/, ''),
      {},
      'Observability: OpenTelemetry, by `https://github.com/alibaba/loongsuite-go/releases/otel` (line 2).',
    ],
  ])('%s', (_name, source, input, expected) => {
    expect(says(source, input)).toEqual([expected, expected, expected]);
  });
});

describe('remedies for OneAgent and AppOptima', () => {
  const build = (command: string): string => `FROM golang:1.26-alpine AS build
RUN apk add --no-cache gcc libc-dev
WORKDIR /src
COPY . .
RUN ${command} -o /app .
FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;
  const onMusl = '`apk add gcc libc-dev`';
  const onStatic = 'build with cgo and';
  const onSymbols = 'leave out `-s`';
  test.each<[string, Partial<AnalysisInput>, readonly string[], readonly string[]]>([
    ['go build', { observability: 'appoptima' }, ['**AppOptima’s agent**', onMusl, 'docs.expert-apm.ru'], []],
    ['go build', { observability: 'oneagent' }, ['**OneAgent**', onMusl, 'docs.dynatrace.com', 'earlier edition'], []],
    ['go build', { observability: 'oneagent', staticMonitoring: true }, ['Go’s own linker'], []],
    ['go build', {}, [], [onMusl, 'OneAgent']],
    [
      "go build -ldflags '-linkmode=external'",
      { observability: 'appoptima' },
      ['`-linkmode=external` makes it dynamic'],
      [onMusl],
    ],
    ['CGO_ENABLED=0 go build', { observability: 'oneagent' }, [onStatic], []],
    ['CGO_ENABLED=0 go build', { observability: 'oneagent', staticMonitoring: true }, [], [onStatic]],
    ["go build -ldflags '-s'", { observability: 'oneagent' }, [onSymbols], []],
    ["go build -ldflags '-w'", { observability: 'oneagent' }, [], [onSymbols]],
    [
      "go build -ldflags '-s'",
      { observability: 'oneagent', severities: { 'oneagent-stripped-symbols': 'off' } },
      [onSymbols],
      [],
    ],
  ])('%s', (command, input, there, absent) => {
    const markdown = shown('go build', input, build(command));
    for (const part of there) expect(markdown).toContain(part);
    for (const part of absent) expect(markdown).not.toContain(part);
    expect(sentencesOf(markdown), 'each is said once').toEqual([...new Set(sentencesOf(markdown))]);
    expect(markdown.match(/Source: /g) ?? []).toHaveLength(input.observability === undefined ? 0 : 1);
  });

  test('what the editor shows beside the hover is left to it', () => {
    const input = { observability: 'appoptima' } as const;
    expect(shown('go build', input, build('CGO_ENABLED=0 go build'))).toContain('does not look into static programs');
    const there = shown('build -o', input, build('go build'));
    expect(there).not.toContain('is linked by Go’s own linker');
    expect(there).toContain(onMusl);
  });

  test('a finding without a remedy leaves no empty line', () => {
    const source = build('go build -race').replaceAll('alpine', 'bookworm').replace('bookworm:3.22', 'debian:bookworm');
    const markdown = shown('go build', { observability: 'appoptima' }, source);
    expect(markdown).toContain('**AppOptima’s agent**\n');
    expect(markdown).toContain('- /app is built with the race detector');
    expect(markdown).not.toMatch(/nothing speaks against|^- *$/m);
  });

  test('what another step does to the only program is told with it', () => {
    const source = build('go build').replace('FROM alpine', 'RUN upx /app\nFROM alpine');
    expect(shown('go build', { observability: 'appoptima' }, source)).toContain('upx packs /app');
  });

  test.each([
    ['scratch', (text: string) => text.replace('alpine:3.22', 'scratch'), 'ship an image that has a C library'],
    ['strip', (text: string) => text.replace('FROM alpine', 'RUN strip /app\nFROM alpine'), 'leave out `-s`'],
    ['golang:', (text: string) => text.replace('golang:1.26', 'golang:tip'), 'an official stable release of Go'],
    ['go", "run', (text: string) => `${text.split('RUN CGO')[0] ?? ''}CMD ["go", "run", "."]\n`, 'start what it makes'],
  ])('the hover on %s has the remedy and its source', (place, change, remedy) => {
    const input = { observability: 'appoptima', staticMonitoring: true } as const;
    const markdown = shown(place, input, change(build('CGO_ENABLED=0 go build')));
    expect(markdown).toContain(remedy);
    expect(markdown).toContain('docs.expert-apm.ru');
  });

  test('dropped capabilities take nothing from static monitoring', () => {
    const source = build('CGO_ENABLED=0 go build');
    const markdown = shown('go build', { observability: 'appoptima', staticMonitoring: true }, source);
    expect(markdown).toContain('with `cap_drop: ALL` too; else `docker run --cap-add=SYS_PTRACE`');
  });
});

/** What the lines of a hover say, sentence by sentence. */
function sentencesOf(markdown: string): readonly string[] {
  return markdown
    .split(/\n|(?<=[.:]) /)
    .map((sentence) => sentence.replace(/^- /, '').trim())
    .filter((sentence) => sentence.includes(' '));
}

test('each remedy belongs to a rule', () => {
  const ids: readonly string[] = rules.map(({ id }) => id);
  for (const { rule } of remedies) expect(ids).toContain(rule);
});

test('each fact has a source', () => {
  const sources = [...agentVariables.map(({ source }) => source), ...podLabels.map(({ source }) => source)];
  for (const { title, url } of sources) {
    expect(title).not.toBe('');
    if (url !== undefined) expect(url).toMatch(/^https:\/\//);
  }
});
