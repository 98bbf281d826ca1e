import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keepable, noAnswers, openQuestions, readAnswers, toOptions } from '../../../src/docker/answers';
import { askForMissing, chooseOptions, createMemory } from '../../../src/docker/ask';
import { buildArguments, buildEnvironment } from '../../../src/docker/commandLine';
import { createProgressReader } from '../../../src/docker/progress';
import { hideSecrets, isSecretArgument, isSecretName, shownWords } from '../../../src/docker/secretArguments';
import { createPseudoterminal, createTask, type TerminalProgram } from '../../../src/docker/terminal';
import { commandText } from '../../../src/docker/terminalText';
import { buildInputs } from '../../support/buildInputs';

interface Box {
  readonly password?: boolean;
  readonly value?: string;
  readonly prompt?: string;
}
const boxes: Box[] = [];
const lists: { readonly label: string; readonly description?: string }[][] = [];

vi.mock('vscode', async () => {
  const all = await import('../../support/vscodeOfBuilds');
  return {
    ...all,
    window: {
      ...all.window,
      showInputBox: (box: Box) => {
        boxes.push(box);
        return Promise.resolve('hunter2');
      },
      showQuickPick: (items: { readonly label: string }[]) => {
        lists.push(items);
        return Promise.resolve(lists.length > 1 ? items[0] : items.find(({ label }) => label.includes('argument')));
      },
    },
  };
});

beforeEach(() => {
  boxes.length = 0;
  lists.length = 0;
});

/** With those of which the rule secret-in-image warns. */
const secret = [
  ...['GITHUB_TOKEN', 'token', 'NPM_TOKENS', 'PASSWORD', 'DB_PASSWORD', 'dbPassword', 'API_KEY', 'APIKEY', 'SECRET'],
  ...['AWS_SECRET_ACCESS_KEY', 'CLIENT_SECRET_ID', 'GIT_CREDENTIALS', 'NETRC', 'GITHUB_PAT', 'LICENSE_KEY', 'auth'],
  ...['licence-key', 'DB_PWD', 'dbPwd', 'DBPWD', 'TOKEN2', 'TOKEN_2', 'PASSWD1', 'MYPASS', 'DB_PASS', 'RUBYPASS'],
  ...[
    'DERBY_PASS',
    'privateKey',
    'PRIVATEKEY',
    'APIKey',
    'apiKey2',
    'JWT',
    'JWT_SECRET',
    'MYJWT',
    'GitHubPAT',
    'SSHKEY',
  ],
  ...['accessTokens', 'ADMIN_PW', 'PSK', 'MYSQL_DSN', 'BEARER', 'AUTH0_CLIENT_SECRET', 'KEYS', 'passcode', 'mytoken'],
];
const plain = [
  ...['VERSION', 'GO_VERSION', 'TARGETARCH', 'GOPROXY', 'COMPATIBLE', 'PATH', 'PASSENGERS', 'TOKENIZER', 'MONKEY'],
  ...['SSH_PUBLIC_KEY', 'sshPublicKey', 'PUBLICKEY', 'AUTHOR', 'AUTHORS', 'KEYBOARD', 'BUILD_DATE', 'PASSTHROUGH'],
  ...[
    'PASS_THROUGH',
    'passThrough',
    'COMPASS',
    'compassVersion',
    'BYPASS',
    'tokenizerModel',
    'TURKEY',
    'HOTKEY',
    'PWD',
  ],
  ...[
    'OLDPWD',
    'AUTH0_DOMAIN',
    'PATTERN',
    'PATCH',
    'PASSIVE',
    'KEYCLOAK_VERSION',
    'SECRETARY',
    'CREDITS',
    'XPATH',
    'URL',
  ],
];

test.each([
  ['https://ghp_x@github.com', true],
  ['https://ghp_x@github.com/team/shop.git', true],
  ['https://me:hunter2@p.example', true],
  ['https://:hunter2@p.example', true],
  ['postgres://shop:hunter2@db:5432/shop', true],
  ['direct,https://p.example,https://me:hunter2@q.example', true],
  ['http://me:p#w?d@p.example', true],
  ['ssh://git:hunter2@github.com/team/shop', true],
  ['ssh://git@github.com/team/shop', false],
  ['git+ssh://git@github.com/team/shop', false],
  ['git@github.com:team/shop', false],
  ['https://p.example/@v/list', false],
  ['https://p.example?mail=me@q.example', false],
  ['https://p.example,direct', false],
  ['me@q.example', false],
])('%s has a secret in it, whatever its name: %s', (value, expected) => {
  expect(isSecretArgument('REPOSITORY', value)).toBe(expected);
});

test.each([...secret.map((name) => [name, true] as const), ...plain.map((name) => [name, false] as const)])(
  '%s is the name of a secret: %s',
  (name, expected) => {
    expect(isSecretName(name)).toBe(expected);
  },
);

test.each<[string, readonly string[], string]>([
  ['a secret', ['build', '--build-arg', 'GITHUB_TOKEN=hunter2', '.'], 'build --build-arg GITHUB_TOKEN=… .'],
  ['one joined to its flag', ['build', '--build-arg=npm_token=hunter2'], 'build --build-arg=npm_token=…'],
  ['one of several lines', ['--build-arg', 'KEY=hunter2\nhunter2'], '--build-arg KEY=…'],
  ['a password in an address', ['--build-arg', 'GOPROXY=https://me:hunter2@p.example'], '--build-arg GOPROXY=…'],
  ['what is none', ['--build-arg', 'VERSION=1', '-t', 'TOKEN=x'], '--build-arg VERSION=1 -t TOKEN=x'],
])('%s is shown without its value', (_, args, expected) => {
  expect(shownWords(args).join(' ')).toBe(expected);
  expect(commandText('docker', args)).not.toContain('hunter2');
});

const inputs = buildInputs({
  dockerfile: '/shop/Dockerfile',
  context: '/shop',
  missingArgs: ['VERSION', 'GITHUB_TOKEN'],
});

test('it reaches the engine by its environment, which lists of processes do not show', () => {
  const options = { buildArgs: { GITHUB_TOKEN: 'hunter2', VERSION: '1' } };
  const build = { inputs, stage: undefined, options };
  const words = buildArguments(build).join(' ');
  expect(words).toContain('--build-arg GITHUB_TOKEN --build-arg VERSION=1');
  expect(words).not.toContain('hunter2');
  expect(buildEnvironment(build)).toEqual({ GITHUB_TOKEN: 'hunter2' });
});

const proxy = 'http://me:hunter2@proxy.example:3128';
test.each([
  ...['HTTP_PROXY', 'https_proxy', 'All_Proxy', 'FTP_PROXY', 'DOCKER_HOST', 'DOCKER_AUTH_CONFIG', 'BUILDX_BAKE_TOKEN'],
  ...['BUILDKIT_HOST', 'SSH_AUTH_SOCK', 'SSH_ASKPASS', 'PATH', 'Path', 'HOME', 'CONTAINERS_CONF', 'CONTAINER_HOST'],
  ...[
    'CONTAINER_SSHKEY',
    'REGISTRY_AUTH_FILE',
    'NERDCTL_TOML',
    'CONTAINERD_ADDRESS',
    'XDG_RUNTIME_DIR',
    'TMPDIR',
    'TEMP',
  ],
  ...['GODEBUG', 'LD_PRELOAD', 'DYLD_LIBRARY_PATH', 'SSL_CERT_FILE', 'KUBECONFIG', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  ...[
    'AWS_SECRET_ACCESS_KEY',
    'ACTIONS_RUNTIME_TOKEN',
    'PASSWORD_STORE_DIR',
    'GIT_ASKPASS',
    'GIT_CONFIG_VALUE_0',
    'PWD',
  ],
])('%s is what the engine itself would obey, so that it is not in its environment', (name) => {
  const build = { inputs, stage: undefined, options: { buildArgs: { [name]: proxy } } };
  expect(buildEnvironment(build)).toEqual({});
  const words = buildArguments(build);
  expect(words).toContain(`${name}=${proxy}`);
  expect(commandText('docker', words)).not.toContain('hunter2');
});

test.each([
  'GOPROXY',
  'GONOPROXY',
  'PROXY',
  'GIT_TOKEN',
  'GITHUB_TOKEN',
  'MY_PATH',
  'PATHS',
  'DOCKERFILE_KEY',
  'SSHKEY',
])('%s is nothing to an engine', (name) => {
  const build = { inputs, stage: undefined, options: { buildArgs: { [name]: proxy } } };
  expect(buildEnvironment(build)).toEqual({ [name]: proxy });
  expect(buildArguments(build).join(' ')).not.toContain('hunter2');
});

describe('a secret that is asked for', () => {
  test('is typed unseen, used, and not remembered', async () => {
    const kept = new Map<string, unknown>();
    const memory = createMemory({
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    } as unknown as Parameters<typeof createMemory>[0]);
    const uri = { toString: () => 'file:///shop/Dockerfile' } as Parameters<typeof memory.get>[0];
    const answers = await askForMissing(inputs, {}, memory.get(uri));
    expect(boxes.map(({ password }) => password ?? false)).toEqual([false, true]);
    expect(boxes[1]?.prompt).toContain('--mount=type=secret');
    expect(answers && toOptions(answers, inputs).buildArgs).toEqual({ VERSION: 'hunter2', GITHUB_TOKEN: 'hunter2' });
    if (answers) await memory.set(uri, answers);
    expect(kept.size).toBe(1);
    expect(memory.get(uri).buildArgs).toEqual({ VERSION: 'hunter2' });
    expect(openQuestions(inputs, {}, memory.get(uri)).map(({ name }) => name)).toEqual(['GITHUB_TOKEN']);
  });

  test('is forgotten where an earlier version has kept it; that there is none is kept', () => {
    const buildArgs = { GITHUB_TOKEN: 'hunter2', API_KEY: '', GOPROXY: 'https://me:hunter2@p.example', VERSION: '1' };
    const expected = { API_KEY: '', VERSION: '1' };
    expect(readAnswers({ buildArgs }).buildArgs).toEqual(expected);
    expect(keepable({ ...noAnswers, buildArgs }).buildArgs).toEqual(expected);
  });

  test('is not shown among the answers, nor typed again from them', async () => {
    const only = { ...inputs, missingArgs: ['GITHUB_TOKEN'] };
    const choice = await chooseOptions(only, noAnswers, 'shop:dev');
    expect(lists[1]?.find(({ label }) => label.includes('argument'))?.description).toBe('…');
    expect(boxes).toMatchObject([{ password: true, value: '' }]);
    expect(choice?.answers.buildArgs).toEqual({ GITHUB_TOKEN: 'hunter2' });
  });
});

describe('in the output of an engine', () => {
  test.each([
    ['API_TOKEN', 'hunter2-long', 'curl -H hunter2-long', 'curl -H …'],
    ['API_TOKEN', 'a$&b(c', 'a$&b(c, twice a$&b(c', '…, twice …'],
    ['SSH_KEY', 'BEGIN KEY\r\nabcdef\r\nEND KEY', '#7 0.1 abcdef', '#7 0.1 …'],
    ['GOPROXY', 'https://me:hunter2@p.example', 'at https://me:hunter2@p.example and me:hunter2@q', 'at … and …@q'],
    // Words by chance.
    ['API_TOKEN', 'short', 'a short line', 'a short line'],
    ['API_TOKEN', '', 'a line', 'a line'],
    ['VERSION', '1.2.3-rc1', 'version 1.2.3-rc1', 'version 1.2.3-rc1'],
  ])('%s=%j: %j is shown as %j', (name, value, printed, shown) => {
    expect(hideSecrets({ [name]: value })(printed)).toBe(shown);
  });

  test('what holds another secret is hidden as a whole', () => {
    expect(hideSecrets({ A_TOKEN: 'hunter2', B_TOKEN: 'hunter2-more' })('hunter2-more')).toBe('…');
  });

  test.each([1, 5, 1000])('it is hidden in lines and in names of steps, in pieces of %i characters', (size) => {
    const printed = '#5 [build 2/3] WORKDIR /hunter2\n#5 0.1 is hunter2\n#5 ERROR: hunter2\nends with hunter2';
    const reader = createProgressReader(hideSecrets({ API_TOKEN: 'hunter2' }));
    let text = '';
    for (let at = 0; at < printed.length; at += size) text += reader.read(printed.slice(at, at + size));
    text += reader.end();
    expect(text.split('…')).toHaveLength(5);
    expect(`${text} ${reader.step()?.name ?? ''}`).not.toContain('hunter2');
  });
});

test('neither the first line of a terminal nor the detail of a task shows it', () => {
  const program = {
    ...{ name: 'x', executable: process.execPath, args: ['-e', '0', '--build-arg', 'TOKEN=hunter2'], folder: '/' },
    uri: { toString: () => 'file:///shop/Dockerfile' },
    start: () => ({ ended: new Promise(() => undefined) }),
  } as unknown as TerminalProgram;
  expect(createTask(program).detail).toMatch(/TOKEN=…$/);
  const terminal = createPseudoterminal(program);
  let shown = '';
  terminal.onDidWrite((text) => (shown += text));
  terminal.open(undefined);
  expect(shown).toContain('TOKEN=…');
  expect(shown).not.toContain('hunter2');
});
