import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { env, pid } from 'node:process';
import { promisify } from 'node:util';
import { commands, ConfigurationTarget, languages, Uri, window, workspace } from 'vscode';
import type { MultiArchResult } from '../../src/docker/buildMultiArch';
import type { RealEngine } from '../support/engine';
import { inWorkspace } from './editor';
import { eventually, note, test } from './harness';

const files: Readonly<Record<string, string>> = {
  Dockerfile: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`,
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': `package main

import (
	"fmt"
	"runtime"
)

func main() { fmt.Println("I am " + runtime.GOOS + "/" + runtime.GOARCH) }
`,
};

/** The engine compiles the standard library for each platform, on a machine that may be busy. */
const buildTime = 600_000;

const engineText = env['GO_DOCKERFILE_E2E_ENGINE'] ?? '';
// The launcher tells of what it leaves out.
if (engineText !== '' && env['GO_DOCKERFILE_E2E_TERMINALS'] !== 'no') {
  const { docker, registry, builder } = JSON.parse(engineText) as RealEngine;

  /** Each program is what its image is said to be. */
  const borneOut = (platforms: readonly string[]): object =>
    platforms.map((platform) => ({ platform, outcome: 'right', says: platform }));

  test(
    'Build multi-arch builds for two platforms, pushes, lists what was pushed, and looks into it',
    async () => {
      const folder = inWorkspace('multi arch, ü');
      const settings = workspace.getConfiguration('goDockerfile');
      const repository = `go-dockerfile-test/end-to-end-${pid}`;
      try {
        for (const [name, text] of Object.entries(files))
          await workspace.fs.writeFile(Uri.joinPath(folder, name), new TextEncoder().encode(text));
        await settings.update('docker.command', docker, ConfigurationTarget.Global);
        const dockerfile = Uri.joinPath(folder, 'Dockerfile');
        await window.showTextDocument(await workspace.openTextDocument(dockerfile));
        const platforms = ['linux/amd64', 'linux/arm64'];
        const started = Date.now();
        const result = await commands.executeCommand<MultiArchResult | undefined>('goDockerfile.buildMultiArch', {
          uri: dockerfile.toString(),
          platforms,
          destination: 'push',
          registry,
          repository,
          tags: ['one', 'latest'],
          builder,
        });
        note(`Build multi-arch took ${Math.round((Date.now() - started) / 1000)} s`);
        const name = `${registry}/${repository}:one`;
        assert.deepEqual(result?.names, [name, `${registry}/${repository}:latest`]);
        for (const platform of platforms) {
          assert.match(
            result.report ?? '',
            new RegExp(`\\| ${platform} \\| \\d+ B \\|.*\\| \`sha256:[0-9a-f]{64}\` \\|`),
          );
        }
        assert.deepEqual(result.verified, borneOut(platforms));
        const run = ['run', '--rm', '--network', 'none', '--platform', 'linux/arm64', name];
        const { stdout } = await promisify(execFile)(docker, run);
        assert.equal(stdout.trim(), 'I am linux/arm64');

        const path = (last: string): string => Uri.joinPath(folder, last).fsPath;
        const more = { uri: dockerfile.toString(), builder, registry, repository, tags: ['one'] };
        const archived = await commands.executeCommand<MultiArchResult | undefined>('goDockerfile.buildMultiArch', {
          ...{ ...more, platforms, destination: 'archive', path: path('image, 1.tar') },
        });
        assert.equal(archived?.names[0], name);
        assert.deepEqual(archived.verified, borneOut(platforms));
        const systems = ['linux/arm64', 'darwin/arm64'];
        const asFiles = await commands.executeCommand<MultiArchResult | undefined>('goDockerfile.buildMultiArch', {
          ...{ ...more, platforms: systems, destination: 'files', path: path('files') },
        });
        assert.deepEqual(asFiles?.verified, borneOut(systems));
        assert.match(asFiles.report ?? '', /\| darwin\/arm64 \| `darwin_arm64.app` \|/);
        const listed = (await workspace.fs.readDirectory(folder)).map(([name]) => name).sort();
        assert.deepEqual(listed, ['Dockerfile', 'files', 'go.mod', 'image, 1.tar', 'main.go']);

        const source = Uri.joinPath(folder, 'main.go');
        const broken = (files['main.go'] ?? '').replace('Println', 'Printl');
        await workspace.fs.writeFile(source, new TextEncoder().encode(broken));
        const failed = await commands.executeCommand('goDockerfile.buildMultiArch', {
          ...{ ...more, platforms, destination: 'archive', path: path('image, 1.tar') },
        });
        assert.equal(failed, undefined);
        const problem = await eventually('the problem', languages.onDidChangeDiagnostics, () =>
          languages.getDiagnostics(source).find((one) => one.source === 'Go Dockerfile build'),
        );
        assert.match(problem.message, /^undefined: fmt\.Printl/);
        assert.equal(problem.range.start.line, 7);
        const after = (await workspace.fs.readDirectory(folder)).map(([name]) => name).sort();
        assert.deepEqual(after, listed, 'the archive of before, and nothing half written');
      } finally {
        await settings.update('docker.command', undefined, ConfigurationTarget.Global);
        await commands.executeCommand('workbench.action.closeAllEditors');
        await workspace.fs.delete(folder, { recursive: true });
        const names = ['one', 'latest'].map((tag) => `${registry}/${repository}:${tag}`);
        await promisify(execFile)(docker, ['image', 'rm', '--force', ...names]).catch(() => undefined);
      }
    },
    buildTime,
  );
}
