import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import type { AnalysisInput } from '../src/analysis';
import { refactorings, withheldRefactorings } from '../src/features/refactorings';
import { applyEdits } from '../src/text/edit';
import { memoryTree } from '../src/workspace/sourceTree';
import { advises, folderFiles, programFiles } from './support/fixtures';

const arms = join(dirname(fileURLToPath(import.meta.url)), '../../examples/arms');
const context = memoryTree(programFiles('nethttp'));

const byImage = 'Instrument with instgo (ARMS): build in the golangbuilder image';
const byDownload = 'Instrument with instgo (ARMS): download it and build with instgo go build';
const builder = 'registry-cn-hangzhou.ack.aliyuncs.com/acs/golangbuilder-alpine-linux-amd64:0.0.1';

/** What is offered for the whole text, title → the text after it. */
function offered(text: string, input: Partial<AnalysisInput> = {}): Readonly<Record<string, string>> {
  const { model } = analyse({ text, context, ...input });
  const all = refactorings(model, { start: 0, end: text.length });
  return Object.fromEntries(all.map(({ title, edits }) => [title, applyEdits(text, edits)]));
}

/** What is not offered, title → the reason. */
function withheld(text: string, input: Partial<AnalysisInput> = {}): Readonly<Record<string, string>> {
  const { model } = analyse({ text, context, ...input });
  const all = withheldRefactorings(model, { start: 0, end: text.length });
  return Object.fromEntries(all.map(({ title, reason }) => [title, reason]));
}

describe('the steps of the ARMS article', () => {
  const files = memoryTree(folderFiles(join(arms, 'step-0')));
  /** Without the first line, a comment that says which step it is. */
  const step = (name: string): string => withoutFirstLine(readFileSync(join(arms, name, 'Dockerfile'), 'utf8'));

  test('fixes lead from step 0 to its mended form', () => {
    expect(mended(readFileSync(join(arms, 'step-0/Dockerfile'), 'utf8'))).toBe(step('step-0-mended'));
  });

  test('the actions lead from there to both forms of step 1', () => {
    const forms = offered(step('step-0-mended'), { context: files });
    expect(forms).toEqual({ [byImage]: step('step-1'), [byDownload]: step('step-1-download') });
  });

  test('and back', () => {
    expect(offered(step('step-1-download'), { context: files })['Remove instgo']).toBe(step('step-0-mended'));
    // The builder image does not say which golang image it took the place of: go.mod does, but for the release of Alpine.
    expect(offered(step('step-1'), { context: files })).toEqual({
      'Remove instgo: build in golang:1.22-alpine': step('step-0-mended').replace('1.22-alpine3.19', '1.22-alpine'),
    });
  });

  test('step 2 is step 1 and the settings of the agent', () => {
    const settings = step('step-2').match(/^ENV ARMS_.*\n/gm) ?? [];
    expect(settings.length).toBe(4);
    expect(step('step-2').replace(/^ENV ARMS_.*\n/gm, '')).toBe(step('step-1'));
  });

  /** Applies the first fix of each error and warning, one by one. */
  function mended(text: string): string {
    let current = text;
    for (let round = 0; round < 10; round++) {
      const { findings } = analyse({ text: current, context: files });
      const fix = findings.find((finding) => !advises(finding) && finding.fixes.length > 0)?.fixes[0];
      if (!fix) break;
      current = applyEdits(current, fix.edits);
    }
    return withoutFirstLine(current);
  }
});

function withoutFirstLine(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}

const shipped = '\nFROM alpine:3.23\nCOPY --from=build /app /app\nCMD ["/app"]\n';
const download = [
  'RUN wget -q -O /usr/local/bin/instgo "http://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/instgo-linux-$(go env GOHOSTARCH)" \\',
  '    && chmod +x /usr/local/bin/instgo',
].join('\n');

function dockerfile(from: string, run: string, before = ''): string {
  return `FROM ${from} AS build\n${before}WORKDIR /src\n# The sources\nCOPY . .\n${run}\n${shipped}`;
}

describe('Instrument with instgo (ARMS)', () => {
  const build = 'RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /app .';
  const alpine = dockerfile('golang:1.26-alpine3.23', build);

  test('keeps the name of the stage, flags, comments and line breaks', () => {
    const text = alpine.replaceAll('\n', '\r\n');
    expect(offered(text)).toEqual({
      [byImage]: text.replace('golang:1.26-alpine3.23', builder),
      [byDownload]: text
        .replace('AS build', `AS build\r\n${download.replace('\n', '\r\n')}`)
        .replace('go build -trimpath', 'instgo go build -trimpath'),
    });
  });

  test('the builder image is offered where the C library stays the same', () => {
    expect(Object.keys(offered(dockerfile('golang:1.26-bookworm', build)))).toEqual([byDownload]);
  });

  test('says where the builder image is for one platform and the Dockerfile for several', () => {
    const several = dockerfile(
      '--platform=$BUILDPLATFORM golang:1.26-alpine3.23',
      'ARG TARGETOS TARGETARCH\nRUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .',
    );
    expect(Object.keys(offered(several))).toEqual([byDownload, `${byImage}, which is for linux/amd64 only`]);
  });

  test('every way of writing it', () => {
    const texts = [
      'RUN --mount=type=cache,target=/root/.cache/go-build go build -o /app .',
      'RUN go vet ./... && \\\n    env CGO_ENABLED=0 go build -o /app .',
      'RUN <<EOF\nset -e\ngo build -o /app .\nEOF',
      'RUN cd /src; GOBIN=/ go install . && mv /nethttp /app',
      'RUN for name in app other; do go build -o "/$name" .; done',
      'RUN go build -o /app . && install -d -m 1777 /data',
    ];
    for (const run of texts) {
      const after = offered(dockerfile('golang:1.26-alpine3.23', run))[byDownload];
      expect(after).toContain(run.replace(/go (build -o|install)/, 'instgo go $1'));
      expect(offered(after ?? '')['Remove instgo']).toBe(dockerfile('golang:1.26-alpine3.23', run));
    }
  });

  test.each([
    'RUN ["go", "build", "-o", "/app", "."]',
    'RUN [ "/usr/local/go/bin/go" ,"build","-o","/app","." ]',
    'RUN ["env", "CGO_ENABLED=0", "go", "build", "-o", "/app", "."]',
  ])('in exec form it is a word of its own: %s', (run) => {
    const text = dockerfile('golang:1.26-alpine3.23', run);
    const after = offered(text)[byDownload];
    expect(after).toContain(run.replace(/"(\/usr\/local\/go\/bin\/)?go"/, '"instgo", $&'));
    const { model } = analyse({ text: after ?? '', context });
    expect(model.goBuilds.map(({ go }) => go.front?.name)).toEqual(['instgo']);
    expect(model.problems).toEqual([]);
    expect(offered(after ?? '')['Remove instgo']).toBe(text);
  });

  test('behind xx-go the builder image does it, as that calls its go', () => {
    const text = dockerfile(
      '--platform=$BUILDPLATFORM golang:1.26-alpine3.23',
      'COPY --from=tonistiigi/xx / /\nARG TARGETPLATFORM\nRUN CGO_ENABLED=0 xx-go build -o /app .',
    );
    expect(offered(text)).toEqual({
      [`${byImage}, which is for linux/amd64 only`]: text.replace('golang:1.26-alpine3.23', builder),
    });
    expect(withheld(text)).toEqual({
      [byDownload]: 'xx-go calls go itself, so that instgo cannot be put in front of it.',
    });
  });

  test.each([
    {
      from: 'golang:1.26-alpine3.23',
      run: 'RUN --network=none go build -o /app .',
      says: 'instgo fetches the agent while it compiles, and RUN --network=none forbids that.',
    },
    {
      from: 'golang:1.26-bookworm',
      run: 'RUN ["sh", "-c", "go build -o /app ."]',
      says: 'The word go does not stand by itself',
    },
    { from: 'golang:1.26-bookworm', run: 'RUN make build', says: 'What make does cannot be read here' },
    { from: 'golang:1.26-bookworm', run: 'RUN ./scripts/build.sh', says: 'What build.sh does cannot be read here' },
    { from: 'golang:1.26-bookworm', run: 'RUN otel go build -o /app .', says: 'otel compiles the program' },
    {
      from: 'golang:1.26-bookworm',
      run: 'USER 1000\nRUN go build -o /app .',
      says: 'does not certainly build as root',
    },
    { from: 'golang:1.16-buster', run: 'RUN go build -o /app .', says: 'instgo needs Go 1.18' },
    { from: 'registry.example.com/go:1', run: 'RUN go build -o /app .', says: 'can download instgo is not known' },
  ])('what is not offered says why: $run', ({ from, run, says }) => {
    expect(withheld(dockerfile(from, run))[byDownload]).toContain(says);
  });

  test('what a base stage builds by ONBUILD comes before any download', () => {
    const text = `FROM golang:1.26-bookworm AS base\nWORKDIR /src\nONBUILD COPY . .\nONBUILD RUN go build -o /app .\n\nFROM base AS build\n${shipped}`;
    expect(offered(text)).toEqual({});
    expect(withheld(text)[byDownload]).toContain('An ONBUILD of another stage runs the go build');
  });

  test('a Makefile that calls go is told of', () => {
    const files = { ...programFiles('nethttp'), Makefile: 'build:\n\tgo build -o /app .\n' };
    const text = dockerfile('golang:1.26-bookworm', 'RUN make build');
    expect(withheld(text, { context: memoryTree(files) })[byDownload]).toBe(
      'A Makefile calls go: instgo has to be put in front of it there.',
    );
  });

  test('nothing is said where nobody looks for it', () => {
    expect(withheld(alpine)).toEqual({});
    expect(withheld(alpine.replace(' go build', ' instgo go build'))).toEqual({});
    expect(withheld(alpine.replace('golang:1.26-alpine3.23', builder))).toEqual({});
    expect(withheld(dockerfile('golang:1.26-bookworm', build), { observability: 'none' })).toEqual({});
    expect(withheld('FROM alpine:3.23\nRUN make\n')).toEqual({});
  });

  test.each([
    { why: 'another tool compiles', run: 'RUN otel go build -o /app .', gives: [] },
    { why: 'there is no network', run: 'RUN --network=none go build -o /app .', gives: [] },
    { why: 'exec form', run: 'RUN ["go", "build", "-o", "/app", "."]', gives: [byImage, byDownload] },
    { why: 'a shell in exec form', run: 'RUN ["sh", "-c", "go build -o /app ."]', gives: [byImage] },
    { why: 'another user', run: build, before: 'USER 1000\n', gives: [byImage] },
    { why: "other people's tool", run: 'RUN GOBIN=/ go install example.com/app@v1.0.0', gives: [] },
    { why: 'nothing is shipped', run: 'RUN go vet ./...', gives: [] },
  ])('is offered as far as it is right: $why', ({ run, before, gives }) => {
    expect(Object.keys(offered(dockerfile('golang:1.26-alpine3.23', run, before)))).toEqual(gives);
  });

  test('is not offered for images that are not known, or too old', () => {
    expect(offered(dockerfile('registry.example.com/go:1', build))).toEqual({});
    expect(Object.keys(offered(dockerfile('golang:1.16-buster', build)))).toEqual([]);
  });

  test('is not offered where the settings say something else', () => {
    for (const observability of ['none', 'oneagent', 'appoptima', 'otel'] as const)
      expect(offered(alpine, { observability })).toEqual({});
    expect(Object.keys(offered(alpine, { observability: 'arms' }))).toEqual([byImage, byDownload]);
  });

  test('is offered for the stage that the range touches', () => {
    const { model } = analyse({ text: alpine, context });
    const at = alpine.indexOf('CMD');
    expect(refactorings(model, { start: at, end: at })).toEqual([]);
    expect(refactorings(model, { start: 10, end: 10 }).map(({ title }) => title)).toEqual([byImage, byDownload]);
  });
});

describe('Remove instgo', () => {
  const address = 'http://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/instgo-linux-amd64';
  const plain = dockerfile('golang:1.26-bookworm', 'RUN go build -o /app .');

  test.each([
    `RUN wget "${address}" -O instgo && chmod +x instgo && ./instgo go build -o /app .`,
    `RUN wget "${address}" -O instgo && \\\n    chmod +x instgo && \\\n    ./instgo go build -o /app .`,
    `RUN wget "${address}" -O instgo\nRUN chmod +x instgo\nRUN ./instgo set --licenseKey=x --regionId=y\nRUN ./instgo go build -o /app .`,
    `RUN curl -fsSL -o /usr/local/bin/instgo ${address} && chmod 755 /usr/local/bin/instgo\nRUN instgo go build -o /app .`,
    `ADD --chmod=755 ${address} /usr/local/bin/instgo\nRUN instgo go build -o /app .`,
  ])('%s', (run) => {
    expect(offered(dockerfile('golang:1.26-bookworm', run))['Remove instgo']).toBe(plain);
  });

  test('leaves alone what more hangs on', () => {
    const run = 'RUN cp instgo tool /usr/local/bin/ && instgo go build -o /app .';
    expect(offered(dockerfile('golang:1.26-bookworm', run))['Remove instgo']).toContain(
      'RUN cp instgo tool /usr/local/bin/ && go build -o /app .',
    );
    const tangled = dockerfile('golang:1.26-bookworm', 'RUN if instgo go build -o /app .; then instgo version; fi');
    expect(offered(tangled)).toEqual({});
    expect(withheld(tangled)).toEqual({
      'Remove instgo': 'In the instruction of line 5 more hangs on instgo than can be taken out by itself.',
    });
  });
});

describe('Remove instgo leaves no use of it behind', () => {
  const address = 'http://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/instgo-linux-amd64';
  const bring = `RUN wget -qO /usr/local/bin/instgo ${address} && chmod +x /usr/local/bin/instgo\n`;
  const files = (more: Readonly<Record<string, string>>): Partial<AnalysisInput> => ({
    context: memoryTree({ ...programFiles('nethttp'), ...more }),
  });
  const image = 'Remove instgo: build in golang:1.26-alpine';

  test.each([
    { run: 'RUN instgo go build -o /app .', plain: 'RUN go build -o /app .' },
    { run: 'RUN go build -o /app .', plain: 'RUN go build -o /app .' },
    { run: 'RUN instgo set --licenseKey=x && go build -o /app .', plain: 'RUN go build -o /app .' },
    { run: 'RUN instgo set --licenseKey=x\nRUN instgo go build -o /app .', plain: 'RUN go build -o /app .' },
  ])('the prefix goes with the builder image: $run', ({ run, plain }) => {
    const context = files({ 'go.mod': 'module example.com/app\n\ngo 1.26\n' });
    expect(offered(dockerfile(builder, run), context)).toEqual({
      [image]: dockerfile('golang:1.26-alpine', plain),
    });
  });

  test('from stages built on that image too', () => {
    const text = dockerfile(builder, 'RUN go build -o /app .').replace(
      'FROM alpine',
      'FROM build AS more\nRUN instgo go build -o /more .\n\nFROM alpine',
    );
    const shippedToo = `${text}COPY --from=more /more /more\n`;
    const after = Object.entries(offered(shippedToo)).find(([title]) => title.startsWith('Remove instgo'))?.[1];
    expect(after).toContain('RUN go build -o /more .');
    expect(after).not.toContain('instgo');
  });

  const variable = 'GO of line 3 holds instgo, by which something may call it.';
  const tangled = (line: number): string =>
    `In the instruction of line ${line} more hangs on instgo than can be taken out by itself.`;
  test.each([
    { before: `${bring}ARG GO="instgo go"\n`, run: 'RUN $GO build -o /app .', says: variable },
    { before: `${bring}ENV GO="instgo go"\n`, run: 'RUN make build', says: variable },
    { before: bring, run: 'RUN make build GO="instgo go"', says: tangled(6) },
    { before: bring, run: 'RUN GO="instgo go" make build', says: tangled(6) },
    { before: bring, run: 'RUN command -v instgo && go build -o /app .', says: tangled(6) },
    {
      before: bring,
      run: 'RUN if [ "$X" = y ]; then instgo go build -o /app .; else instgo version; fi',
      says: tangled(6),
    },
    {
      before: bring,
      run: 'RUN cp /usr/local/bin/instgo /src/tool /tools/ && instgo go build -o /app .',
      says: tangled(6),
    },
    { before: bring, run: 'RUN ./build.sh', says: 'build.sh calls instgo.' },
    { before: bring, run: 'RUN sh build.sh', says: 'build.sh calls instgo.' },
    { before: bring, run: 'RUN ./other.sh', says: 'What other.sh does cannot be read here, and it may call instgo.' },
    {
      before: bring,
      run: 'RUN make -f instgo.mk build',
      says: 'What make does cannot be read here, and it may call instgo.',
    },
    { before: bring, run: 'RUN instgo go build -o /app .\nHEALTHCHECK CMD ["instgo", "version"]', says: tangled(7) },
  ])('what cannot be taken out is told: $run', ({ before, run, says }) => {
    const input = files({
      'build.sh': '#!/bin/sh\nset -e\ninstgo go build -o /app .\n',
      Makefile: 'GO ?= go\nbuild:\n\t$(GO) build -o /app .\n',
    });
    const text = dockerfile('golang:1.26-bookworm', run, before);
    expect(offered(text, input)['Remove instgo']).toBeUndefined();
    expect(withheld(text, input)['Remove instgo']).toBe(says);
  });

  test.each(['RUN ./prepare.sh && instgo go build -o /app .', 'RUN make assets && instgo go build -o /app .'])(
    'a script that says nothing of it is no hindrance: %s',
    (run) => {
      const input = files({
        'prepare.sh': '#!/bin/sh\nset -e\nmkdir -p /data\n',
        Makefile: 'assets:\n\tmkdir -p /data\n',
      });
      const text = dockerfile('golang:1.26-bookworm', run, bring);
      expect(offered(text, input)['Remove instgo']).toBe(
        dockerfile('golang:1.26-bookworm', run.replace('instgo ', '')),
      );
    },
  );

  test('in the builder image a script or a Makefile may call it as well', () => {
    const text = dockerfile(builder, 'RUN go build -o /app . && make more');
    const input = files({ Makefile: 'more:\n\tinstgo go build -o /more .\n' });
    expect(Object.keys(offered(text, input))).toEqual([]);
    expect(withheld(text, input)).toEqual({ 'Remove instgo': 'A Makefile has instgo in front of go.' });
  });
});

describe('Remove instgo that another stage brings', () => {
  const address = 'http://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/instgo-linux-amd64';
  const plain = dockerfile('golang:1.26-bookworm', 'RUN go build -o /app .');
  const build = dockerfile('golang:1.26-bookworm', 'RUN instgo go build -o /app .');
  const taking = (copy: string): string => build.replace('COPY . .\n', `COPY . .\n${copy}\n`);
  const copy = 'COPY --from=tools /instgo /usr/local/bin/instgo';
  const after = (text: string): string | undefined => offered(text)['Remove instgo'];

  test.each([
    {
      name: 'a stage with a RUN',
      tools: `FROM alpine:3.23 AS tools\nRUN apk add --no-cache curl\nRUN curl -fsSLo /instgo ${address} && chmod +x /instgo\n\n`,
      copy,
    },
    { name: 'a stage with an ADD', tools: `FROM scratch AS tools\nADD --chmod=755 ${address} /instgo\n\n`, copy },
    {
      name: 'another name',
      tools: `FROM scratch AS tools\nADD --chmod=755 ${address} /agent\n\n`,
      copy: 'COPY --from=tools /agent /usr/local/bin/instgo',
    },
    {
      name: 'a number',
      tools: `FROM scratch\nADD --chmod=755 ${address} /instgo\n\n`,
      copy: 'COPY --from=0 /instgo /usr/local/bin/instgo',
    },
    {
      name: 'two stages',
      tools: `FROM scratch AS first\nADD --chmod=755 ${address} /instgo\n\nFROM scratch AS tools\nCOPY --from=first /instgo /instgo\n\n`,
      copy,
    },
  ])('goes with it: $name', ({ tools, copy: taken }) => {
    expect(after(tools + taking(taken))).toBe(plain);
  });

  test('goes from the stage that it is built on', () => {
    const base = `FROM golang:1.26-bookworm AS base\nRUN wget -qO /usr/local/bin/instgo ${address} && chmod +x /usr/local/bin/instgo\n`;
    const text = `${base}\n${build.replace('golang:1.26-bookworm', 'base')}`;
    expect(after(text)).toBe(`FROM golang:1.26-bookworm AS base\n\n${plain.replace('golang:1.26-bookworm', 'base')}`);
    // Asked there, it goes from what is built on it as well.
    const { model } = analyse({ text, context });
    const [asked] = refactorings(model, { start: 0, end: 0 }).filter(({ title }) => title === 'Remove instgo');
    expect(applyEdits(text, asked?.edits ?? [])).toBe(after(text));
  });

  test('goes with the mount that shows it', () => {
    const tools = `FROM scratch AS tools\nADD --chmod=755 ${address} /instgo\n\n`;
    const mount = '--mount=type=bind,from=tools,source=/instgo,target=/usr/local/bin/instgo';
    expect(after(tools + build.replace('RUN instgo', `RUN ${mount} instgo`))).toBe(plain);
    expect(after(tools + build.replace('RUN instgo', `RUN ${mount} \\\n    instgo`))).toBe(plain);
  });

  test('comments stay', () => {
    const tools = `# What compiles\nFROM scratch AS tools\n# the agent\nADD --chmod=755 ${address} /instgo\n\n`;
    expect(after(tools + taking(copy))).toBe(`# What compiles\n# the agent\n\n${plain}`);
  });

  test.each([
    {
      name: 'another tool',
      line: 'COPY --from=tools /usr/bin/jq /usr/bin/jq',
      left: 'FROM alpine:3.23 AS tools\nRUN apk add jq\n\n',
    },
    {
      name: 'a mount',
      line: 'RUN --mount=from=tools,target=/t ls /t',
      left: 'FROM alpine:3.23 AS tools\nRUN apk add jq\n\n',
    },
  ])('what else the stage is for stays: $name', ({ line, left }) => {
    const tools = `FROM alpine:3.23 AS tools\nRUN apk add jq\nADD --chmod=755 ${address} /instgo\n\n`;
    const text = tools + taking(`${copy}\n${line}`);
    const stays = line.includes('mount') ? tools : left;
    expect(after(text)).toBe(stays + plain.replace('COPY . .\n', `COPY . .\n${line}\n`));
  });

  test('what the stage that brings it builds with it itself stays', () => {
    const first = `FROM golang:1.26-bookworm AS tools\nADD --chmod=755 ${address} /instgo\nRUN cp /instgo /usr/local/bin/instgo\nCOPY . .\nRUN instgo go build -o /other .\n\n`;
    const other = '/app /app\nCOPY --from=tools /other /other\n';
    const text = `${first}${taking(copy).replace('/app /app\n', other)}`;
    const { model } = analyse({ text, context });
    const at = text.indexOf('# The sources');
    const [asked] = refactorings(model, { start: at, end: at }).filter(({ title }) => title === 'Remove instgo');
    expect(applyEdits(text, asked?.edits ?? [])).toBe(first + plain.replace('/app /app\n', other));
  });

  test('what another stage takes stays', () => {
    const tools = `FROM scratch AS tools\nADD --chmod=755 ${address} /instgo\n\n`;
    const second =
      'FROM golang:1.26-bookworm AS second\nCOPY --from=tools /instgo /usr/local/bin/instgo\nCOPY . .\nRUN instgo go build -o /other .\n\n';
    const text = `${tools}${second}${taking(copy).replace('/app /app\n', '/app /app\nCOPY --from=second /other /other\n')}`;
    const { model } = analyse({ text, context });
    const at = text.indexOf('WORKDIR');
    const [asked] = refactorings(model, { start: at, end: at }).filter(({ title }) => title === 'Remove instgo');
    expect(applyEdits(text, asked?.edits ?? [])).toBe(
      tools + second + plain.replace('/app /app\n', '/app /app\nCOPY --from=second /other /other\n'),
    );
    // From the stage that brings it, it goes everywhere.
    const [all] = refactorings(model, { start: 0, end: 0 });
    expect(applyEdits(text, all?.edits ?? [])).not.toMatch(/instgo|tools/);
  });
});
