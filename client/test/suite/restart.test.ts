import { execFileSync } from 'node:child_process';
import { kill, pid, platform } from 'node:process';
import { Range, WorkspaceEdit, workspace, languages } from 'vscode';
import { disappearance, findingOf, inWorkspace, openWritten, ownFindings, revert } from './editor';
import { ensure, eventually, note, test } from './harness';

/** The language server as a process that may come to a sudden end. */

const dockerfile = `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN go build -trimpath -ldflags="-s -w" -o /app .

FROM scratch
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT ["/app"]
`;
const around = {
  'killed/go.mod': 'module example.com/app\n\ngo 1.26\n',
  'killed/main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("") }\n',
};

test('a server that was killed is there again with the open documents, unsaved changes included', async () => {
  if (platform === 'win32') {
    note('not run on Windows: a server that was killed');
    return;
  }
  const other = await openWritten('killed/other.Dockerfile', dockerfile, around);
  await findingOf(other, 'dynamic-binary-in-scratch');
  const document = await openWritten('killed/Dockerfile', dockerfile, around);
  await findingOf(document, 'dynamic-binary-in-scratch');
  const unsaved = new WorkspaceEdit();
  unsaved.insert(document.uri, document.lineAt(3).range.start.translate(0, 'RUN '.length), 'CGO_ENABLED=0 ');
  await workspace.applyEdit(unsaved);
  await disappearance(document, 'dynamic-binary-in-scratch');

  const before = servers();
  ensure(before.length === 1, `one server runs, not ${before.length}`);
  for (const server of before) kill(server, 'SIGKILL');
  await eventually('another server', languages.onDidChangeDiagnostics, () =>
    servers().some((server) => !before.includes(server)) ? true : undefined,
  );

  const edit = new WorkspaceEdit();
  const last = document.lineAt(8).range;
  edit.replace(document.uri, new Range(last.start, last.end), 'ENTRYPOINT /app');
  await workspace.applyEdit(edit);
  await findingOf(document, 'shell-form-without-shell');
  ensure(
    ownFindings(document).every(({ code }) => JSON.stringify(code).includes('dynamic-binary-in-scratch') === false),
    'the new server knows the text that was not saved',
  );
  await revert();
  await workspace.fs.delete(inWorkspace('killed'), { recursive: true });
});

/** The ids of the language servers that this extension host has started. */
function servers(): readonly number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return processes.split('\n').flatMap((line) => {
    const [, own, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === pid && /[\\/]server\.js\b/.test(args) ? [Number(own)] : [];
  });
}
