import assert from 'node:assert/strict';
import {
  commands,
  type CompletionItem,
  type CompletionList,
  extensions,
  type Position,
  Range,
  SnippetString,
  type TextDocument,
  type TextEditor,
  window,
} from 'vscode';
import { openWritten, textBecomes } from './editor';
import { test } from './harness';
import { gone, isSeen, picture, press, shown, type } from './screen';

/** In a folder with a go.mod that asks for Go 1.26. The bar is the cursor. */
interface Case {
  readonly name: string;
  readonly stage: Stage;
  readonly line: string;
  readonly label: string;
  readonly after: string;
}

type Stage = 'build' | 'shipped';

const texts: Readonly<Record<Stage, readonly [above: string, below: string]>> = {
  build: [
    'FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\n',
    '\nRUN CGO_ENABLED=0 go build -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
  ],
  shipped: [
    'FROM golang:1.26-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n\n',
    '\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
  ],
};

const cases: readonly Case[] = [
  {
    name: 'a tag of golang that go.mod asks for',
    stage: 'shipped',
    line: 'FROM golang:|',
    label: '1.26-bookworm',
    after: 'FROM golang:1.26-bookworm',
  },
  {
    name: 'a tag of which a part is there',
    stage: 'shipped',
    line: 'FROM debian:book|',
    label: 'bookworm-slim',
    after: 'FROM debian:bookworm-slim',
  },
  {
    name: 'a stage in COPY --from',
    stage: 'shipped',
    line: 'FROM scratch\nCOPY --from=| /app /b',
    label: 'build',
    after: 'FROM scratch\nCOPY --from=build /app /b',
  },
  {
    name: 'a flag of go build',
    stage: 'build',
    line: 'RUN go build -tri|',
    label: '-trimpath',
    after: 'RUN go build -trimpath',
  },
  {
    name: 'a value of a variable',
    stage: 'build',
    line: 'RUN CGO_ENABLED=| go build .',
    label: '0',
    after: 'RUN CGO_ENABLED=0 go build .',
  },
  {
    name: 'a platform ARG',
    stage: 'build',
    line: 'ARG TARGETA|',
    label: 'TARGETARCH',
    after: 'ARG TARGETARCH',
  },
];

for (const { name, stage, line, label, after } of cases) {
  test(`completion offers ${name}, and it is accepted`, async () => {
    const { editor, at, textWith } = await openWithLine(stage, line);
    const items = await itemsAt(editor.document, at);
    const item = items.find((candidate) => labelOf(candidate) === label);
    assert.ok(item, `${label} among ${items.slice(0, 20).map(labelOf).join(', ')}`);
    await accept(editor, item, at);
    assert.equal(editor.document.getText(), textWith(after));
  });
}

test('completion says what an item is', async () => {
  const { editor, at } = await openWithLine('build', 'RUN go build -tri|');
  const item = (await itemsAt(editor.document, at)).find((candidate) => labelOf(candidate) === '-trimpath');
  const { documentation } = item ?? {};
  assert.match(typeof documentation === 'object' ? documentation.value : (documentation ?? ''), /\w{3}/);
});

/** Without another one: see restricted.test.ts. */
test('where another extension completes keywords, they are offered once', async () => {
  const other = extensions.getExtension('ms-azuretools.vscode-containers');
  assert.ok(other, 'the other extension is there');
  const { editor, at } = await openWithLine('build', '|');
  const items = await itemsAt(editor.document, at);
  assert.equal(items.filter((item) => labelOf(item) === 'WORKDIR').length, 1);
  const flags = await openWithLine('build', 'COPY --|');
  const labels = (await itemsAt(flags.editor.document, flags.at)).map(labelOf);
  assert.ok(!labels.includes('--chown='), labels.join(', '));
});

// The launcher tells of those that it leaves out.
if (isSeen) {
  test('the list of suggestions comes while typing, its first item is the best, and Enter accepts it', async () => {
    const { editor, textWith } = await openWithLine('shipped', 'FROM debian|');
    await type(':');
    const [first = ''] = await shown('.suggest-widget.visible .monaco-list-row.focused');
    await picture('suggestions');
    assert.ok(first.startsWith('trixie-slim'), first);
    await press('Enter');
    await textBecomes(editor.document, textWith('FROM debian:trixie-slim'));
    await gone('.suggest-widget.visible');
  });

  test('the list of suggestions is filtered by what is typed', async () => {
    const { editor, textWith } = await openWithLine('shipped', 'FROM scratch\nCOPY --from=|');
    await commands.executeCommand('editor.action.triggerSuggest');
    await shown('.suggest-widget.visible .monaco-list-row', 'build');
    await type('bu');
    await shown('.suggest-widget.visible .monaco-list-row.focused', 'build');
    await commands.executeCommand('acceptSelectedSuggestion');
    await textBecomes(editor.document, textWith('FROM scratch\nCOPY --from=build'));
  });
}

/** Opens a Dockerfile with a line, or several, in a place, and puts the cursor where the bar is. */
async function openWithLine(
  stage: Stage,
  line: string,
): Promise<{ editor: TextEditor; at: Position; textWith: (other: string) => string }> {
  const [above, below] = texts[stage];
  const textWith = (written: string): string => `${above}${written}${below}`;
  const document = await openWritten('completion/Dockerfile', '', {
    'completion/go.mod': 'module example.com/app\n\ngo 1.26\n',
    'completion/main.go': 'package main\n\nfunc main() {}\n',
  });
  const editor = await window.showTextDocument(document);
  await editor.edit((edit) => edit.replace(new Range(0, 0, document.lineCount, 0), textWith(line.replace('|', ''))));
  const at = document.positionAt(above.length + line.indexOf('|'));
  // Not the property of the editor: what it is set to may come before the edit has moved the cursor.
  await window.showTextDocument(document, { selection: new Range(at, at) });
  return { editor, at, textWith };
}

async function itemsAt({ uri }: TextDocument, position: Position): Promise<readonly CompletionItem[]> {
  const found = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    position,
    undefined,
    50,
  );
  return found.items;
}

function labelOf({ label }: CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

/** What VS Code does with an item that is chosen. */
async function accept(
  editor: TextEditor,
  { label, insertText, range, additionalTextEdits }: CompletionItem,
  at: Position,
) {
  assert.deepEqual(additionalTextEdits ?? [], [], 'nothing else is changed');
  const place = range instanceof Range ? range : (range?.replacing ?? new Range(at, at));
  const text = insertText ?? (typeof label === 'string' ? label : label.label);
  if (text instanceof SnippetString) await editor.insertSnippet(text, place);
  else await editor.edit((edit) => edit.replace(place, text));
}
