import assert from 'node:assert/strict';
import { CodeActionKind, commands, ConfigurationTarget, Range, type TextDocument, window, workspace } from 'vscode';
import { actionsAt, disappearance, findingOf, inWorkspace, open, openWritten, revert, textBecomes } from './editor';
import { test } from './harness';
import { click, gone, isSeen, menu, picture, press, shown } from './screen';

/** Actions on client/test/workspace/Dockerfile, and what they change in it. */
interface Case {
  readonly name: string;
  readonly title: string;
  readonly kind: CodeActionKind;
  /** A line, and what stands there afterwards. */
  readonly changes: readonly (readonly [before: string, after: string])[];
}

const rule = 'glibc-binary-on-musl';
const { QuickFix, SourceFixAll, RefactorRewrite } = CodeActionKind;
const instgo = RefactorRewrite.append('go-dockerfile').append('instgo');
const fixAll = SourceFixAll.append('go-dockerfile');

const build = 'RUN go build -o /app .';
const staticBuild = 'RUN CGO_ENABLED=0 go build -o /app .';

const cases: readonly Case[] = [
  { name: 'a safe quick fix', title: 'Set CGO_ENABLED=0', kind: QuickFix, changes: [[build, staticBuild]] },
  {
    name: 'a quick fix to review',
    title: 'Build on golang:1.26-alpine3.22',
    kind: QuickFix,
    changes: [['FROM golang:1.26 AS build', 'FROM golang:1.26-alpine3.22 AS build']],
  },
  {
    name: 'a quick fix over several stages',
    title: 'Build the final image from gcr.io/distroless/base-debian13, and pin golang:1.26-trixie',
    kind: QuickFix,
    changes: [
      ['FROM golang:1.26 AS build', 'FROM golang:1.26-trixie AS build'],
      ['FROM alpine:3.22', 'FROM gcr.io/distroless/base-debian13'],
    ],
  },
  {
    name: 'ignoring the rule on a line',
    title: `Ignore ${rule} on this line`,
    kind: QuickFix,
    changes: [['ENTRYPOINT ["/app"]', `# go-dockerfile ignore=${rule}\nENTRYPOINT ["/app"]`]],
  },
  {
    name: 'ignoring the rule in the file',
    title: `Ignore ${rule} in this file`,
    kind: QuickFix,
    changes: [['FROM golang:1.26 AS build', `# go-dockerfile ignore-file=${rule}\nFROM golang:1.26 AS build`]],
  },
  {
    name: 'all safe fixes',
    title: 'Apply all safe fixes of Go Dockerfile',
    kind: fixAll,
    changes: [[build, staticBuild]],
  },
  {
    name: 'the refactoring for instgo',
    title: 'Instrument with instgo (ARMS): download it and build with instgo go build',
    kind: instgo,
    changes: [
      [
        'FROM golang:1.26 AS build',
        [
          'FROM golang:1.26 AS build',
          'RUN wget -q -O /usr/local/bin/instgo "http://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/instgo-linux-$(go env GOHOSTARCH)" \\',
          '    && chmod +x /usr/local/bin/instgo',
        ].join('\n'),
      ],
      [build, 'RUN instgo go build -o /app .'],
    ],
  },
];

for (const { name, title, kind, changes } of cases) {
  test(`a code action does what it says: ${name}`, async () => {
    const document = await open('Dockerfile');
    const expected = changed(document.getText(), changes);
    const finding = await findingOf(document, rule);
    const actions = await actionsAt(document, kind === instgo ? rangeOf(document, build) : finding.range, kind);
    const action = actions.find((candidate) => candidate.title === title);
    assert.ok(action?.edit, `${title} among: ${actions.map((candidate) => candidate.title).join(', ')}`);
    assert.ok(kind.contains(action.kind ?? CodeActionKind.Empty), `its kind is ${action.kind?.value ?? 'none'}`);
    assert.equal(action.isPreferred ?? false, name === 'a safe quick fix', 'only the safe fix is preferred');
    try {
      assert.ok(await workspace.applyEdit(action.edit), 'the edit applies');
      assert.equal(document.getText(), expected);
      if (kind !== instgo) await disappearance(document, rule);
    } finally {
      await revert();
    }
  });
}

test('all safe fixes are applied on saving, where the settings ask for it', async () => {
  const around = {
    'saving/go.mod': 'module example.com/app\n\ngo 1.26\n',
    'saving/main.go': 'package main\n\nfunc main() {}\n',
  };
  const lines = (set: string, start: string): string =>
    `FROM golang:1.26 AS build\nCOPY . /src\nWORKDIR /src\nRUN CGO_ENABLED=0${set} go build -o /app .\n\n` +
    `FROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ${start}\n`;
  const document = await openWritten('saving/Dockerfile', lines(' GO111MODULE=on', '/app'), around);
  await findingOf(document, 'shell-form-without-shell');
  const configuration = workspace.getConfiguration('editor', document);
  const setting = { [fixAll.value]: 'explicit' };
  await configuration.update('codeActionsOnSave', setting, ConfigurationTarget.Workspace);
  try {
    const editor = await window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(document.positionAt(0), '# A comment.\n'));
    assert.ok(await document.save(), 'it is saved');
    await textBecomes(document, `# A comment.\n${lines('', '["/app"]')}`);
  } finally {
    await configuration.update('codeActionsOnSave', undefined, ConfigurationTarget.Workspace);
  }
});

test('moving settings of the ARMS agent to labels edits the Dockerfile and the manifest', async () => {
  const lines = (env: readonly string[]): string =>
    [
      'FROM registry-cn-hangzhou.ack.aliyuncs.com/acs/golangbuilder-alpine-linux-amd64:0.0.1 AS builder',
      'WORKDIR /src',
      'COPY . .',
      'RUN go build -o /demo .',
      '',
      'FROM alpine:3.22',
      'COPY --from=builder /demo /demo',
      ...env,
      'CMD ["/demo"]',
      '',
    ].join('\n');
  const manifest = (labels: readonly string[]): string =>
    [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: demo',
      'spec:',
      '  selector:',
      '    matchLabels:',
      '      app: demo',
      '  template:',
      '    metadata:',
      '      labels:',
      '        app: demo # what the selector asks for',
      ...labels,
      '    spec:',
      '      containers:',
      '        - name: demo',
      '          image: registry.example.com/team/demo:1.0.0',
      '',
    ].join('\n');
  const document = await openWritten('labels/Dockerfile', lines(['ENV ARMS_ENABLE=true', 'ENV ARMS_APP_NAME=shop']), {
    'labels/go.mod': 'module example.com/demo\n\ngo 1.26\n',
    'labels/main.go': 'package main\n\nfunc main() {}\n',
    'labels/deployment.yaml': manifest([]),
  });
  const { range } = await findingOf(document, 'arms-variables-in-image');
  const actions = await actionsAt(document, range, QuickFix);
  const move = actions.find(({ title }) => title.startsWith('Move to ack-onepilot labels of '));
  assert.ok(move?.edit, `the move among: ${actions.map(({ title }) => title).join(', ')}`);
  assert.ok(await workspace.applyEdit(move.edit), 'the edit applies');
  assert.equal(document.getText(), lines([]));
  const yaml = await workspace.openTextDocument(inWorkspace('labels/deployment.yaml'));
  assert.equal(
    yaml.getText(),
    manifest([
      '        aliyun.com/app-language: golang',
      "        armsPilotAutoEnable: 'on'",
      '        armsPilotCreateAppName: shop',
    ]),
  );
  for (const edited of [document, yaml]) await edited.save();
});

// The launcher tells of those that it leaves out.
if (isSeen) {
  test('the lightbulb opens a menu, and what is chosen there is applied', async () => {
    const document = await open('Dockerfile');
    const expected = changed(document.getText(), [[build, staticBuild]]);
    await findingOf(document, rule);
    await select(document, rangeOf(document, 'ENTRYPOINT ["/app"]'));
    const rows = await menu(
      () => commands.executeCommand('editor.action.quickFix'),
      '.action-widget .monaco-list-row.action',
    );
    assert.equal(rows[0]?.trim(), 'Set CGO_ENABLED=0', 'the preferred fix comes first');
    await press('Enter');
    try {
      await textBecomes(document, expected);
      await gone('.action-widget');
    } finally {
      await revert();
    }
  });

  test('actions that are not to be had are shown to whoever asks for their kind', async () => {
    const document = await open('Dockerfile');
    await findingOf(document, rule);
    await select(document, rangeOf(document, build));
    await menu(
      () => commands.executeCommand('editor.action.codeAction', { kind: instgo.value, apply: 'never' }),
      '.action-widget :text-is("Show Disabled")',
    );
    await click('.action-widget :text-is("Show Disabled")');
    await shown('.action-widget .monaco-list-row', 'Instrument with instgo (ARMS): build in the golangbuilder image');
    await picture('disabled-action');
    await press('Escape');
  });

  test('where no action of a kind is to be had, VS Code says why', async () => {
    const lines = ['FROM golang:1.26 AS build', 'COPY . /src', 'RUN make -C /src', '', 'FROM alpine:3.22'];
    const text = [...lines, 'COPY --from=build /src/app /app', 'ENTRYPOINT ["/app"]', ''].join('\n');
    const document = await openWritten('withheld/Dockerfile', text);
    await select(document, rangeOf(document, 'RUN make'));
    await commands.executeCommand('editor.action.codeAction', { kind: instgo.value, apply: 'first' });
    await shown('.monaco-editor-overlaymessage', 'instgo has to be put in front of go there.');
    await picture('withheld-actions');
  });

  test('modernising shows what it would change before it does', async () => {
    const document = await open('Dockerfile');
    const before = document.getText();
    await findingOf(document, rule);
    await select(document, rangeOf(document, build));
    const kind = RefactorRewrite.append('go-dockerfile').value;
    await menu(
      () => commands.executeCommand('editor.action.codeAction', { kind, apply: 'never' }),
      '.action-widget .monaco-list-row',
      'Modernise this Dockerfile',
    );
    await press('Escape');
    assert.equal(document.getText(), before);
  });
}

function changed(text: string, changes: Case['changes']): string {
  return changes.reduce((result, [before, after]) => {
    assert.ok(result.includes(before), `${before} is in the file`);
    return result.replace(before, () => after);
  }, text);
}

function rangeOf(document: TextDocument, text: string): Range {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${text} is in the document`);
  return new Range(document.positionAt(start), document.positionAt(start + text.length));
}

async function select(document: TextDocument, { start }: Range): Promise<void> {
  await window.showTextDocument(document, { selection: new Range(start, start) });
}
