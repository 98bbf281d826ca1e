import assert from 'node:assert/strict';
import { commands, DiagnosticSeverity, type InlayHint, languages, Range, type TextDocument, workspace } from 'vscode';
import { codeOf, findingOf, open, ownFindings } from './editor';
import { eventually, test } from './harness';
import { gone, isSeen, shown } from './screen';

const rule = 'glibc-binary-on-musl';

test('the severity of a rule follows its setting while the file is open', async () => {
  const document = await open('Dockerfile');
  await findingOf(document, rule);
  const severities = [
    ['hint', DiagnosticSeverity.Hint],
    ['warning', DiagnosticSeverity.Warning],
    ['off', undefined],
  ] as const;
  try {
    for (const [chosen, severity] of severities) {
      await change('rules', { [rule]: chosen });
      await severityBecomes(document, severity);
    }
  } finally {
    await change('rules', undefined);
  }
  await severityBecomes(document, DiagnosticSeverity.Error);
});

/** A kind of hint, and one of the kind in client/test/workspace/Dockerfile. */
const hints = [
  ['image', 'musl 1.2.5'],
  ['linkage', 'dynamic glibc >= 2.34'],
  ['environment', 'cgo on, linux/amd64'],
  ['verdict', 'fails to start'],
] as const;

for (const [kind, label] of hints) {
  test(`hints of a kind are turned off and on while the file is open: ${kind}`, async () => {
    const document = await open('Dockerfile');
    assert.ok((await labelsOf(document)).includes(label), 'it is there');
    if (isSeen) await shown('.view-line', label);
    try {
      await change(`inlayHints.${kind}`, false);
      const labels = await labelsOf(document);
      assert.ok(!labels.includes(label), `it is not among ${labels.join(', ')}`);
      const others = hints.flatMap((other) => (other[0] === kind ? [] : [other[1]]));
      assert.deepEqual(
        others.filter((other) => labels.includes(other)),
        others,
        'the others are',
      );
      if (isSeen) await gone('.view-line', label);
    } finally {
      await change(`inlayHints.${kind}`, undefined);
    }
    if (isSeen) await shown('.view-line', label);
  });
}

if (isSeen) {
  test('lenses are turned off and on while the file is open', async () => {
    await open('Dockerfile');
    await shown('.codelens-decoration', 'Build this stage');
    try {
      await change('codeLens', false);
      await gone('.codelens-decoration', 'Build this stage');
    } finally {
      await change('codeLens', undefined);
    }
    await shown('.codelens-decoration', 'Build this stage');
  });
}

function change(name: string, value: unknown): Thenable<void> {
  return workspace.getConfiguration('goDockerfile').update(name, value);
}

function severityBecomes(document: TextDocument, severity: DiagnosticSeverity | undefined): Promise<true> {
  return eventually(`severity ${severity ?? 'none'}`, languages.onDidChangeDiagnostics, () => {
    const finding = ownFindings(document).find((candidate) => codeOf(candidate) === rule);
    return finding?.severity === severity ? true : undefined;
  });
}

async function labelsOf({ uri, lineCount }: TextDocument): Promise<readonly string[]> {
  const found = await commands.executeCommand<InlayHint[]>(
    'vscode.executeInlayHintProvider',
    uri,
    new Range(0, 0, lineCount, 0),
  );
  return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
}
