import assert from 'node:assert/strict';
import {
  commands,
  type DocumentHighlight,
  type DocumentSymbol,
  type FoldingRange,
  Location,
  type LocationLink,
  type Position,
  type Range,
  type TextDocument,
  workspace,
  type WorkspaceEdit,
} from 'vscode';
import { openWritten, revert } from './editor';
import { test } from './harness';

const dockerfile = `ARG GO_VERSION=1.26
FROM golang:\${GO_VERSION}-bookworm AS build
ARG VERSION=dev
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath \\
    -ldflags="-s -w -X main.version=\${VERSION}" -o /out/app .

FROM build AS test
RUN go test ./...

FROM scratch
COPY --from=build /out/app /usr/bin/app
USER 65532:65532
ENTRYPOINT ["/usr/bin/app"]
`;

interface Rename {
  readonly name: string;
  /** Where the cursor is: at the start of the last word of this. */
  readonly at: string;
  readonly to: string;
  readonly changes: readonly (readonly [before: string, after: string])[];
}

const renames: readonly Rename[] = [
  {
    name: 'a stage, from where it is copied from',
    at: '--from=build',
    to: 'compile',
    changes: [
      ['AS build', 'AS compile'],
      ['FROM build AS', 'FROM compile AS'],
      ['--from=build', '--from=compile'],
    ],
  },
  {
    name: 'an ARG in front of FROM',
    at: 'ARG GO_VERSION',
    to: 'GOLANG',
    changes: [
      ['ARG GO_VERSION', 'ARG GOLANG'],
      ['${GO_VERSION}', '${GOLANG}'],
    ],
  },
  {
    name: 'an ARG of a stage, within quotes of a RUN',
    at: 'ARG VERSION',
    to: 'RELEASE',
    changes: [
      ['ARG VERSION', 'ARG RELEASE'],
      ['${VERSION}"', '${RELEASE}"'],
    ],
  },
];

for (const { name, at, to, changes } of renames) {
  test(`rename reaches all stages: ${name}`, async () => {
    const document = await open();
    const edit = await commands.executeCommand<WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      placeOf(document, at),
      to,
    );
    try {
      assert.ok(await workspace.applyEdit(edit), 'the edit applies');
      const expected = changes.reduce((text, [before, after]) => text.replace(before, () => after), dockerfile);
      assert.equal(document.getText(), expected);
    } finally {
      await revert();
    }
  });
}

test('rename says why a name cannot be', async () => {
  const document = await open();
  const place = placeOf(document, '--from=build');
  const renamed = commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, place, 'test');
  await assert.rejects(async () => renamed, /already is a stage called test/);
});

const jumps = ['["/usr/bin/app', '--from=build /out/app', '--from=build', '${VERSION'];

test('definition leads from ENTRYPOINT through COPY to -o, and from uses to names', async () => {
  const document = await open();
  const found: string[] = [];
  for (const from of jumps) {
    const places = await commands.executeCommand<(Location | LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      placeOf(document, from),
    );
    const ranges = places.map((place) =>
      place instanceof Location ? place.range : (place.targetSelectionRange ?? place.targetRange),
    );
    found.push(`${from} -> ${ranges.map((range) => written(document, range)).join(', ')}`);
  }
  assert.deepEqual(found, [
    '["/usr/bin/app -> 6: /out/app, 12: /usr/bin/app',
    '--from=build /out/app -> 6: /out/app',
    '--from=build -> 1: build',
    '${VERSION -> 2: VERSION',
  ]);
});

test('references and highlights of a stage', async () => {
  const document = await open();
  const place = placeOf(document, '--from=build');
  const references = await commands.executeCommand<Location[]>('vscode.executeReferenceProvider', document.uri, place);
  const highlights = await commands.executeCommand<DocumentHighlight[]>(
    'vscode.executeDocumentHighlights',
    document.uri,
    place,
  );
  const expected = ['1: build', '8: build', '12: build'];
  assert.deepEqual(
    references.map(({ range }) => written(document, range)),
    expected,
  );
  assert.deepEqual(
    highlights.map(({ range }) => written(document, range)),
    expected,
  );
});

test('the outline has the stages with their instructions, and stages fold', async () => {
  const document = await open();
  const symbols = await commands.executeCommand<DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
  assert.deepEqual(
    symbols.map(({ name, children }) => [name, children.map((child) => child.name.split(' ')[0]).join(' ')]),
    [
      ['ARG GO_VERSION', ''],
      ['build', 'ARG WORKDIR COPY RUN'],
      ['test', 'RUN'],
      ['stage 2', 'COPY USER ENTRYPOINT'],
    ],
  );
  const folds = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
  assert.deepEqual(
    folds.map(({ start, end }) => `${start}-${end}`),
    ['1-6', '5-6', '8-9', '11-14'],
  );
});

function open(): Promise<TextDocument> {
  return openWritten('names/Dockerfile', dockerfile, {
    'names/go.mod': 'module example.com/app\n\ngo 1.26\n',
    'names/main.go': 'package main\n\nvar version string\n\nfunc main() { println(version) }\n',
  });
}

/** Within the last word of a text in the document. */
function placeOf(document: TextDocument, text: string): Position {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${text} is in the document`);
  return document.positionAt(start + text.length - 1);
}

function written(document: TextDocument, range: Range): string {
  return `${range.start.line}: ${document.getText(range)}`;
}
