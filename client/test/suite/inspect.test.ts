import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { env, pid } from 'node:process';
import { promisify } from 'node:util';
import { commands, ConfigurationTarget, Uri, window, workspace } from 'vscode';
import type { InspectResult } from '../../src/docker/inspectImage';
import type { RealEngine } from '../support/engine';
import { inWorkspace } from './editor';
import { note, test } from './harness';

const files: Readonly<Record<string, string>> = {
  Dockerfile: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /app .
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`,
  'Another.dockerfile': `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 GOARCH=arm64 go build -o /app .
FROM scratch
COPY --from=build /app /other
ENTRYPOINT ["/other"]
`,
  'go.mod': 'module example.com/inspected\n\ngo 1.22\n',
  'main.go': 'package main\n\nfunc main() { println("inspected") }\n',
};

/** The engine compiles the standard library, on a machine that may be busy. */
const buildTime = 300_000;

const engineText = env['GO_DOCKERFILE_E2E_ENGINE'] ?? '';
// The launcher tells of what it leaves out.
if (engineText !== '') {
  const { docker } = JSON.parse(engineText) as RealEngine;
  const run = promisify(execFile);

  test(
    'Inspect image shows what was built, and where it differs from the Dockerfile',
    async () => {
      const folder = inWorkspace('inspect (image), ü');
      const settings = workspace.getConfiguration('goDockerfile');
      const image = `go-dockerfile-test/inspect-${pid}:dev`;
      const look = (given: object): Thenable<InspectResult | undefined> =>
        commands.executeCommand<InspectResult | undefined>('goDockerfile.inspectImage', given);
      try {
        for (const [name, text] of Object.entries(files))
          await workspace.fs.writeFile(Uri.joinPath(folder, name), new TextEncoder().encode(text));
        await settings.update('docker.command', docker, ConfigurationTarget.Global);
        const dockerfile = Uri.joinPath(folder, 'Dockerfile');
        await window.showTextDocument(await workspace.openTextDocument(dockerfile));
        await run(docker, ['build', '--quiet', '--tag', image, folder.fsPath]);

        const started = Date.now();
        const found = await look({ uri: dockerfile.toString(), image, platform: 'linux/amd64' });
        note(`Inspect image took ${Date.now() - started} ms`);
        assert.equal(found?.inspection.comparison?.differs, false);
        const lines = found.report.split('\n');
        for (const line of [
          `# \`${image}\` (\`linux/amd64\`)`,
          '| Path | `/app` |',
          '| Platform | `linux/amd64 (v1)` |',
          '| Linkage | static |',
          '| Symbol table | no: it is stripped |',
          '| Main module | `example.com/inspected (devel)` |',
          '| Start | nothing in its files speaks against it: it is linked statically, and needs nothing of the image |',
          '| ENTRYPOINT | `["/app"]` |',
          '| CA certificates | none |',
        ])
          assert.ok(lines.includes(line), `${line} is in\n${found.report}`);
        const predicted = /^\| Linkage \| static \| known \| static \| ✓ as predicted \| \[line 4\]\((\S+)\) \|$/m;
        const [, link = ''] = predicted.exec(found.report) ?? [];
        assert.equal(link, '/inspect%20%28image%29%2C%20%C3%BC/Dockerfile#L4');
        const shown = workspace.textDocuments.find(({ uri }) => uri.scheme === 'go-dockerfile-build');
        assert.equal(shown?.getText(), found.report);
        assert.equal(shown.languageId, 'markdown');

        const another = Uri.joinPath(folder, 'Another.dockerfile');
        const differing = await look({ uri: another.toString(), image, platform: 'linux/amd64' });
        assert.equal(differing?.inspection.comparison?.differs, true);
        assert.match(differing.report, /^- GOARCH: predicted was `arm64`, it is `amd64`. \(\[line 4\]\(\S+\)\)$/m);
        assert.match(differing.report, /^- Program: predicted was `\/other`, it is `\/app`\./m);
      } finally {
        await settings.update('docker.command', undefined, ConfigurationTarget.Global);
        await commands.executeCommand('workbench.action.closeAllEditors');
        await workspace.fs.delete(folder, { recursive: true });
        await run(docker, ['image', 'rm', '--force', image]).catch(() => undefined);
      }
    },
    buildTime,
  );
}
