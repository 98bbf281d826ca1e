import { afterEach, describe, expect, test } from 'vitest';
import type {
  ClientCapabilities,
  CodeAction,
  DocumentDiagnosticReport,
  LogMessageParams,
  ProtocolConnection,
} from 'vscode-languageserver/node';
import { analyse } from '../src/analyse';
import type { Analysis, ReportedFinding } from '../src/analysis';
import { editorFeatures } from '../src/features/editor';
import type { Core } from '../src/lsp/session';
import { bareCore } from './support/core';
import { connectInProcess } from './support/inProcess';
import { toDiagnostic, toVerdict } from '../src/lsp/toProtocol';
import { defineRule } from '../src/rules/rule';
import { runRules } from '../src/rules/run';
import { LineIndex } from '../src/text/lineIndex';

const file = 'untitled:Dockerfile';
let client: ProtocolConnection;
afterEach(() => client?.dispose());

/** A rule that reports the word `bad` with two fixes, a safe one and one to review. */
const badWord = defineRule({
  id: 'bad-word',
  title: 'Bad word',
  severity: 'warning',
  fix: 'always',
  category: 'work',
  since: '0.1.0',
  *check({ dockerfile: { text } }) {
    for (const { index } of text.matchAll(/bad/g)) {
      const span = { start: index, end: index + 3 };
      const fix = (newText: string, safety: 'safe' | 'review') => ({
        title: `Write ${newText}`,
        safety,
        edits: [{ span, newText }],
      });
      yield {
        span,
        message: 'Bad.',
        certainty: 'known' as const,
        fixes: [fix('better', 'review'), fix('good', 'safe')],
      };
    }
  },
});

type Analyse = ReturnType<Core['createAnalyser']>;

const analyseBadWords: Analyse = (input) => {
  const { model } = analyse(input);
  return { model, findings: runRules(model, { rules: [badWord], severities: input.severities }) };
};

const core: Core = {
  ...bareCore,
  createAnalyser: () => analyseBadWords,
  loadEditor: () => ({
    ...editorFeatures,
    hover: (_, offset) => ({ span: { start: offset, end: offset + 1 }, markdown: 'known' }),
  }),
  ruleIds: [badWord.id],
};

async function connect(load: () => Promise<Core>, capabilities?: ClientCapabilities): Promise<void> {
  client = await connectInProcess(load, capabilities);
}

async function open(text: string): Promise<void> {
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: file, languageId: 'dockerfile', version: 1, text },
  });
}

const pull = (): Promise<DocumentDiagnosticReport> =>
  client.sendRequest('textDocument/diagnostic', { textDocument: { uri: file } });

const actions = (only?: string[]): Promise<CodeAction[]> =>
  client.sendRequest('textDocument/codeAction', {
    textDocument: { uri: file },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 99 } },
    context: { diagnostics: [], ...(only && { only }) },
  });

const pulls: ClientCapabilities = { textDocument: { diagnostic: {} } };

describe('a fault of ours', () => {
  test('empties the answer, is logged, and ends nothing', async () => {
    let broken = true;
    const failing =
      (analysis: Analyse): Analyse =>
      (input) => {
        if (broken) throw new Error('out of order');
        return analysis(input);
      };
    await connect(() => Promise.resolve({ ...core, createAnalyser: () => failing(analyseBadWords) }), pulls);
    const logged = new Promise<LogMessageParams>((seen) => client.onNotification('window/logMessage', seen));
    await open('FROM bad\n');
    expect(await pull()).toEqual({ kind: 'full', items: [] });
    expect(await actions()).toEqual([]);
    expect(
      await client.sendRequest('textDocument/hover', {
        textDocument: { uri: file },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
    expect(await logged).toMatchObject({ type: 1, message: expect.stringContaining('out of order') });
    broken = false;
    expect(await pull()).toMatchObject({ kind: 'full', items: [{ code: 'bad-word' }] });
  });

  test('at loading is tried again', async () => {
    let attempts = 0;
    await connect(() => (attempts++ === 0 ? Promise.reject(new Error('not yet')) : Promise.resolve(core)), pulls);
    await open('FROM bad\n');
    await pull();
    expect(await pull()).toMatchObject({ kind: 'full', items: [{ code: 'bad-word' }] });
  });
});

describe('a client of few abilities', () => {
  test('gets edits and fixes that it understands', async () => {
    await connect(() => Promise.resolve(core));
    await open('FROM bad bad\n');
    const found = await actions(['quickfix']);
    expect(found.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ['Write better', undefined],
      ['Write good', true],
      ['Write better', undefined],
      ['Write good', true],
      ['Ignore bad-word on this line', undefined],
      ['Ignore bad-word in this file', undefined],
    ]);
    expect(found[0]?.edit).toEqual({
      changes: {
        [file]: [{ range: { start: { line: 0, character: 5 }, end: { line: 0, character: 8 } }, newText: 'better' }],
      },
    });
    const [all] = await actions(['source.fixAll']);
    expect(all?.edit?.changes?.[file]).toEqual([
      { range: { start: { line: 0, character: 5 }, end: { line: 0, character: 11 } }, newText: 'good goo' },
    ]);
  });

  test('gets hovers as plain text, and no related information', async () => {
    await connect(() => Promise.resolve(core));
    await open('FROM bad\n');
    const hover = await client.sendRequest('textDocument/hover', {
      textDocument: { uri: file },
      position: { line: 0, character: 6 },
    });
    expect(hover).toEqual({
      contents: { kind: 'plaintext', value: 'known' },
      range: { start: { line: 0, character: 6 }, end: { line: 0, character: 7 } },
    });
  });

  test('can send settings by itself', async () => {
    await connect(() => Promise.resolve(core), pulls);
    await open('FROM bad\n');
    await client.sendNotification('workspace/didChangeConfiguration', {
      settings: { goDockerfile: { rules: { 'bad-word': 'error' } } },
    });
    expect(await pull()).toMatchObject({ items: [{ severity: 1 }] });
  });
});

test('an analysis is made once for a version', async () => {
  let analyses = 0;
  const counting: Analyse = (input) => (analyses++, analyseBadWords(input));
  await connect(() => Promise.resolve({ ...core, createAnalyser: () => counting }), pulls);
  await open('FROM bad\n');
  await Promise.all([pull(), pull(), actions(['quickfix'])]);
  await pull();
  expect(analyses).toBe(1);
});

describe('in the words of the protocol', () => {
  const text = 'FROM a\r\nRUN é😀 bad\r\n';
  const document = { uri: 'file:///D', version: 3, index: new LineIndex(text) };
  const finding: ReportedFinding = {
    rule: badWord,
    severity: 'information',
    certainty: 'known',
    message: 'Bad.',
    span: { start: text.indexOf('bad'), end: text.indexOf('bad') + 3 },
    related: [{ span: { start: 0, end: 4 }, message: 'here' }],
    fixes: [],
  };

  test('characters are UTF-16 units', () => {
    expect(toDiagnostic(document, finding, true)).toEqual({
      range: { start: { line: 1, character: 8 }, end: { line: 1, character: 11 } },
      severity: 3,
      code: 'bad-word',
      codeDescription: {
        href: 'https://github.com/go-dockerfile/go-dockerfile/blob/main/server/src/rules/bad-word/README.md',
      },
      source: 'go-dockerfile',
      message: 'Bad.',
      relatedInformation: [
        {
          location: { uri: 'file:///D', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } } },
          message: 'here',
        },
      ],
    });
    expect(toDiagnostic(document, finding, false)).not.toHaveProperty('relatedInformation');
  });

  const verdictOf = (
    verdict: Partial<Analysis['model']['verdict']>,
    source = 'FROM golang:1.26\nRUN go build -o /app x.go\n',
  ) => {
    const { model, findings } = analyse({ text: source, context: undefined });
    const base = { outcome: 'unknown', error: undefined, because: [], likely: undefined, problem: undefined } as const;
    return toVerdict(document, { model: { ...model, verdict: { ...base, ...verdict } }, findings });
  };

  test.each([
    [{ outcome: 'runs' }, 'Builds and starts'],
    [{ outcome: 'fails-to-build' }, 'Fails to build'],
    [{ outcome: 'fails-to-start' }, 'Fails to start'],
    [{ outcome: 'unknown' }, 'Cannot be told'],
    [{ outcome: 'unknown', likely: { outcome: 'fails-to-start', error: 'x' } }, 'Likely fails to start'],
  ] as const)('the verdict %j is: %s', (verdict, summary) => {
    expect(verdictOf(verdict).summary).toBe(summary);
  });

  test('the verdict says nothing where no Go program is built', () => {
    expect(verdictOf({ outcome: 'runs' }, 'FROM alpine\n').summary).toBe('');
  });

  test('the reasons of a verdict are Markdown that quotes the Dockerfile as it is', () => {
    const because = [
      { span: { start: 9, end: 10 }, says: 'runs `a` & *b*' },
      { span: undefined, says: 'so it is', file: 'go.mod' },
      { span: undefined, says: 'Go says so' },
    ];
    expect(verdictOf({ outcome: 'fails-to-start', error: 'one\ntwo ```', because }).detail).toBe(
      '    one\n    two ```\n\n- line 2: runs \\`a\\` & \\*b\\*\n- go.mod: so it is\n- Go says so',
    );
    expect(verdictOf({ outcome: 'runs' }).detail).toBeNull();
  });
});
