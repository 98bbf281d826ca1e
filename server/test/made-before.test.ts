import { afterEach, describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { parseDockerfile } from '../src/dockerfile/parse';
import { createWorkspace } from '../src/host/workspace';
import { mergeSettings } from '../src/settings';
import { buildReaders } from '../src/project/buildReaders';
import { createScratch, type Scratch } from './support/files';

let scratch: Scratch;
afterEach(() => scratch?.remove());

/** The rules that find something grave, and what comes of the Dockerfile, in a module with these files. */
function look(files: Readonly<Record<string, string>>, ...lines: readonly string[]): readonly unknown[] {
  const text = lines.join('\n');
  scratch = createScratch({
    '.git/HEAD': '',
    'go.mod': 'module example.com/m\n\ngo 1.22\n',
    Dockerfile: text,
    ...files,
  });
  const workspace = createWorkspace({ parse: parseDockerfile, env: {}, ruleIds: () => [], buildReaders });
  const path = scratch.path('Dockerfile');
  const { findings, model } = analyse({ text, ...workspace.surroundings(path, text, mergeSettings(), undefined) });
  const grave = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
  return [...grave.map(({ rule }) => rule.id), model.verdict.likely?.outcome ?? model.verdict.outcome];
}

const embedding = {
  'main.go': 'package main\n\nimport "embed"\n\n//go:embed web/dist\nvar files embed.FS\n\nfunc main() { _ = files }\n',
  'web/index.html': '',
};
const build = ['FROM golang:1.22', 'WORKDIR /s', 'COPY . .', 'RUN CGO_ENABLED=0 go build -o /a .'];
const ship = [...build, 'FROM scratch', 'COPY --from=0 /a /a', 'CMD ["/a"]'];

describe('what Git ignores may be made before the build', () => {
  test('so that nobody is told that it is missing, or that the image works', () => {
    for (const ignore of ['dist/', '/web/dist', 'web/*\n!web/index.html'])
      expect(look({ ...embedding, '.gitignore': `${ignore}\n` }, ...ship)).toEqual(['unknown']);
    expect(look({ ...embedding, 'web/.gitignore': 'dist\n' }, ...ship)).toEqual(['unknown']);
    const kept = { 'web/dist/.gitkeep': '', '.gitignore': '/web/dist/*\n!/web/dist/.gitkeep\n' };
    expect(look({ ...embedding, ...kept }, ...ship)).toEqual(['unknown']);
  });

  test('and else is missing now, and probably then', () => {
    const missing = ['embed-not-in-image', 'fails-to-build'];
    expect(look(embedding, ...ship)).toEqual(missing);
    expect(look({ ...embedding, '.gitignore': '/dist\n' }, ...ship)).toEqual(missing);
  });

  test('but does not come past .dockerignore', () => {
    const kept = { '.gitignore': 'dist\n', '.dockerignore': '**/dist\n' };
    expect(look({ ...embedding, ...kept }, ...ship)).toEqual(['embed-not-in-image', 'fails-to-build']);
  });

  test('and is copied by commands, started, and copied out of stages', () => {
    const ignored = { 'server/main.go': 'package main\n', '.gitignore': '/server/bin/\n' };
    const mount = ['FROM alpine:3.20', 'RUN --mount=target=/t,source=. cp /t/server/bin/app /bin/app', 'CMD /bin/app'];
    expect(look(ignored, ...mount)).toEqual(['unknown']);
    expect(look({ ...ignored, '.gitignore': '' }, ...mount)).toContain('file-not-in-stage');
    const both = mount.map((line) => line.replace('cp ', 'cp /t/server/other.yaml '));
    expect(look(ignored, ...both)).toContain('file-not-in-stage');
    const started = ['FROM alpine:3.20', 'WORKDIR /w', 'COPY . .', 'CMD ["./server/bin/run.sh"]'];
    expect(look(ignored, ...started)).toEqual(['unknown']);
    expect(look({ ...ignored, '.gitignore': '' }, ...started)).toContain('entrypoint-not-in-image');
    const stages = [...build.slice(0, 3), 'FROM scratch', 'COPY --from=0 /s/server/bin/a.txt /', 'CMD ["/a"]'];
    expect(look(ignored, ...stages)).not.toContain('entrypoint-not-in-image');
  });
});

describe('a program that the Dockerfile does not build is built before the image', () => {
  const on = ['FROM gcr.io/distroless/static-debian12', 'WORKDIR /app'];
  const isSilent = (files: Readonly<Record<string, string>>, ...lines: readonly string[]): void =>
    expect(look(files, ...on, ...lines)).toEqual(['unknown']);

  test('be it ignored or not, copied with all or by its name', () => {
    for (const files of [{}, { '.gitignore': '/app\n' }] as readonly Record<string, string>[]) {
      isSilent(files, 'COPY . .', 'CMD ["./app"]');
      isSilent(files, 'COPY app /', 'CMD ["/app"]');
      isSilent(files, 'COPY ap[p] /', 'CMD ["/app"]');
    }
    isSilent({}, 'COPY bin/ /srv/', 'CMD ["/srv/app"]');
    // The folder of the sources has the name of the program.
    isSilent({ 'balancer/main.go': 'package main\n' }, 'COPY balancer /', 'CMD ["/balancer"]');
  });

  test('but a script is kept with the Dockerfile, and a program that is built there is nowhere else', () => {
    expect(look({}, 'FROM alpine:3.20', 'COPY . /', 'CMD ["/start.sh"]')).toContain('entrypoint-not-in-image');
    const wrong = look({ 'main.go': 'package main\n\nfunc main() {}\n' }, ...build, 'CMD ["/s/b"]');
    expect(wrong).toContain('entrypoint-not-in-image');
    expect(wrong.at(-1)).toBe('fails-to-start');
  });
});
