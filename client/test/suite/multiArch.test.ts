import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { env, pid } from 'node:process';
import { promisify } from 'node:util';
import { commands, ConfigurationTarget, Uri, window, workspace } from 'vscode';
import type { MultiArchResult } from '../../src/docker/buildMultiArch';
import type { RealEngine } from '../support/engine';
import { inWorkspace } from './editor';
import { note, test } from './harness';

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

  test(
    'Build multi-arch builds for two platforms, pushes, and lists what was pushed',
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
          assert.match(result.report ?? '', new RegExp(`\\| ${platform} \\| \`sha256:[0-9a-f]{64}\` \\| \\d+ B \\|`));
        }
        assert.deepEqual(
          result.verified.map(({ platform }) => platform),
          platforms,
        );
        for (const { platform, outcome, says } of result.verified) note(`${platform}: ${outcome} (${says})`);
        assert.ok(result.verified.every(({ outcome }) => outcome !== 'wrong'));
        const run = ['run', '--rm', '--network', 'none', '--platform', 'linux/arm64', name];
        const { stdout } = await promisify(execFile)(docker, run);
        assert.equal(stdout.trim(), 'I am linux/arm64');
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
