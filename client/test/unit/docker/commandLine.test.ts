import { describe, expect, test } from 'vitest';
import { type Build, buildArguments, imageName } from '../../../src/docker/commandLine';
import { findExecutable } from '../../../src/docker/executable';
import type { BuildInputs } from '../../../src/protocol';

const plain: BuildInputs = {
  dockerfile: '/shop/Dockerfile',
  context: '/shop',
  target: null,
  platform: null,
  platforms: ['linux/amd64', 'linux/arm64'],
  buildArgs: {},
  capabilities: [],
  missingArgs: [],
  secrets: [],
  ssh: [],
  stages: [],
  buildsGo: true,
  ports: [],
  listens: [],
  healthcheck: false,
};

function build(inputs: Partial<BuildInputs> = {}, stage?: string): Build {
  return { inputs: { ...plain, ...inputs }, stage };
}

describe('docker build', () => {
  test.each<[string, Build, readonly string[]]>([
    ['the target', build(), ['-f', '/shop/Dockerfile', '-t', 'shop:dev', '/shop']],
    [
      'the target of the settings',
      build({ target: 'ship' }),
      ['-f', '/shop/Dockerfile', '--target', 'ship', '-t', 'shop:dev', '/shop'],
    ],
    [
      'another stage',
      build({ target: 'ship' }, 'test'),
      ['-f', '/shop/Dockerfile', '--target', 'test', '-t', 'shop:dev-test', '/shop'],
    ],
    [
      'a stage without a name',
      build({}, '1'),
      ['-f', '/shop/Dockerfile', '--target', '1', '-t', 'shop:dev-1', '/shop'],
    ],
    [
      'everything',
      build({ dockerfile: '/shop/build/Dockerfile', platform: 'linux/arm64', buildArgs: { A: '1', B: '' } }),
      [
        ...['-f', '/shop/build/Dockerfile', '--platform', 'linux/arm64'],
        ...['--build-arg', 'A=1', '--build-arg', 'B=', '-t', 'shop:dev', '/shop'],
      ],
    ],
    [
      'names that a shell would read otherwise',
      build({
        dockerfile: '/a $(reboot)/D"; rm -rf ~',
        context: '/a $(reboot)',
        buildArgs: { '--push': '`id`\n$HOME', ' ': '; &' },
      }),
      [
        ...['-f', '/a $(reboot)/D"; rm -rf ~', '--build-arg', '--push=`id`\n$HOME', '--build-arg', ' =; &'],
        ...['-t', 'a-reboot:dev', '/a $(reboot)'],
      ],
    ],
    [
      'what a task says',
      {
        ...build({ platform: 'linux/amd64', target: 'ship', buildArgs: { A: '1', B: '2' } }),
        options: {
          ...{
            context: '/other',
            target: 'test',
            platform: 'linux/arm64',
            buildArgs: { B: '3' },
            noCache: true,
            pull: true,
          },
          tags: ['r.example/shop:1', 'shop:latest'],
          secrets: [
            { id: 'token', src: '/home/me/a, "b"' },
            { id: 'key', env: 'KEY' },
          ],
          ...{ ssh: ['default'], cacheFrom: ['type=gha'], cacheTo: ['type=inline'], args: ['--quiet', '$(id)'] },
        },
      },
      [
        ...['-f', '/shop/Dockerfile', '--target', 'test', '--platform', 'linux/arm64', '--build-arg', 'A=1'],
        ...['--build-arg', 'B=3', '--secret', 'id=token,"src=/home/me/a, ""b"""', '--secret', 'id=key,env=KEY'],
        ...['--ssh', 'default', '--cache-from', 'type=gha', '--cache-to', 'type=inline', '--no-cache', '--pull'],
        ...['--quiet', '$(id)', '-t', 'r.example/shop:1', '-t', 'shop:latest', '/other'],
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(buildArguments(given)).toEqual(['build', '--progress=plain', ...expected]);
    expect(buildArguments(given, 'podman')).toEqual(['build', ...expected]);
  });
});

describe('an image is named as Docker allows', () => {
  test.each([
    ['/home/me/Shop', undefined, 'shop:dev'],
    ['/a/My Shop (2)', undefined, 'my-shop-2:dev'],
    ['/a/__init__', undefined, 'init:dev'],
    ['/a/a..b__c', undefined, 'a-b-c:dev'],
    ['/a/v1.2_x', undefined, 'v1.2_x:dev'],
    ['/a/--privileged', undefined, 'privileged:dev'],
    ['/a/магазин', undefined, 'app:dev'],
    ['/', undefined, 'app:dev'],
    ['/a/shop', 'te st;x', 'shop:dev-te-st-x'],
    [`/a/${'x'.repeat(300)}`, 'y'.repeat(300), `${'x'.repeat(100)}:dev-${'y'.repeat(100)}`],
  ])('%s, stage %s', (context, stage, expected) => {
    const name = imageName(build({ context }, stage));
    expect(name).toBe(expected);
    // The grammar of github.com/distribution/reference: one component of a path, and a tag.
    expect(name).toMatch(/^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*:\w[\w.-]{0,127}$/);
  });
});

describe('docker is looked for on PATH', () => {
  const places = { windows: false, path: '/usr/bin:.:relative::/opt/bin', extensions: '' };
  const windows = { windows: true, path: 'C:\\a;.;C:\\b', extensions: '.COM;.EXE;.BAT;.CMD' };
  test.each([
    ['the first folder that has it', places, ['/opt/bin/docker', '/usr/bin/docker'], '/usr/bin/docker'],
    ['never in the folder of a project', places, ['docker', 'relative/docker'], undefined],
    ['programs of Windows', windows, ['C:\\b\\docker.EXE'], 'C:\\b\\docker.EXE'],
    ['no scripts, which a shell would start', windows, ['C:\\a\\docker.CMD'], undefined],
    ['nowhere', { ...places, path: '' }, ['/usr/bin/docker'], undefined],
  ])('%s', (_, where, there, expected) => {
    expect(findExecutable('docker', where, (path) => there.includes(path))).toBe(expected);
  });
});
