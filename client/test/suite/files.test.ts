import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { disappearance, findingOf, inWorkspace, open } from './editor';
import { test } from './harness';

/** Files that other programs write, while a Dockerfile beside them is open. */

const dockerfile = `FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /app .

FROM scratch
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT ["/app"]
`;

const goMod = (version: string): string => `module example.com/app\n\ngo ${version}\n`;

test('go.mod that changes on the disk changes the findings, and back', async () => {
  const document = await openIn('on-disk');
  write('on-disk/go.mod', goMod('1.99'));
  await findingOf(document, 'go-version-behind-module');
  write('on-disk/go.mod', goMod('1.26'));
  await disappearance(document, 'go-version-behind-module');
});

test('.dockerignore that comes and goes on the disk changes the findings', async () => {
  const document = await openIn('ignored');
  write('ignored/.dockerignore', 'go.mod\n');
  await findingOf(document, 'module-not-in-workdir');
  rmSync(inWorkspace('ignored/.dockerignore').fsPath);
  await disappearance(document, 'module-not-in-workdir');
});

test('a Dockerfile that is new on the disk is analysed once it is opened', async () => {
  write('new/go.mod', goMod('1.26'));
  write('new/main.go', 'package main\n\nfunc main() {}\n');
  write('new/build/app.Dockerfile', dockerfile.replace('ENTRYPOINT ["/app"]', 'ENTRYPOINT /app'));
  await findingOf(await open('new/build/app.Dockerfile'), 'shell-form-without-shell');
});

test('a Dockerfile that changes on the disk is analysed anew', async () => {
  const document = await openIn('rewritten');
  write('rewritten/Dockerfile', dockerfile.replace('ENTRYPOINT ["/app"]', 'ENTRYPOINT /app'));
  await findingOf(document, 'shell-form-without-shell');
});

/** Opens a Dockerfile without findings. */
async function openIn(folder: string) {
  write(`${folder}/go.mod`, goMod('1.26'));
  write(`${folder}/main.go`, 'package main\n\nfunc main() {}\n');
  write(`${folder}/Dockerfile`, dockerfile);
  return open(`${folder}/Dockerfile`);
}

function write(name: string, text: string): void {
  const { fsPath } = inWorkspace(name);
  mkdirSync(dirname(fsPath), { recursive: true });
  writeFileSync(fsPath, text);
}
