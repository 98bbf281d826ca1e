import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type Diagnostic,
  type ProtocolConnection,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyse } from '../src/analyse';
import { analyseManifest } from '../src/analyseManifest';
import { movesToLabels, onepilotLabelLines, withheldMoves } from '../src/features/onepilot';
import { loadCore } from '../src/host/core';
import { handle } from '../src/lsp/handlers';
import { readWorkloads } from '../src/manifests/read';
import { applyEdits } from '../src/text/edit';
import { memoryTree } from '../src/workspace/sourceTree';
import { advises, folderFiles } from './support/fixtures';
import { createScratch, type Scratch } from './support/files';

/** The examples of the article's second step and of the one with labels. */
const arms = join(dirname(fileURLToPath(import.meta.url)), '../../examples/arms');
const start = join(arms, 'step-2');
const end = join(arms, 'labels');
const textOf = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
/** Without the first line, a comment that says which step it is. */
const bodyOf = (text: string): string => text.slice(text.indexOf('\n') + 1);
const expected = (name: string): string => bodyOf(textOf(end, name));
const uriOf = (name: string): string => pathToFileURL(join(start, name)).href;
const noTags = { own: [], others: [] };

let client: ProtocolConnection | undefined;
let scratch: Scratch | undefined;
afterEach(() => {
  client?.dispose();
  scratch?.remove();
});

test('from step 2 the move leads to the labels, which have nothing wrong', () => {
  const { model } = analyse({ text: textOf(start, 'Dockerfile'), context: memoryTree(folderFiles(start)) });
  const manifest = textOf(start, 'deployment.yaml');
  const [move, ...others] = movesToLabels(model, {
    manifests: [{ path: 'deployment.yaml', text: manifest }],
    tags: noTags,
  });
  expect(others).toEqual([]);
  expect(bodyOf(applyEdits(textOf(start, 'Dockerfile'), move?.dockerfile ?? []))).toBe(expected('Dockerfile'));
  expect(bodyOf(applyEdits(manifest, move?.manifests[0]?.edits ?? []))).toBe(expected('deployment.yaml'));
  expect(analyseManifest({ text: textOf(end, 'deployment.yaml') })).toEqual([]);
  const left = analyse({ text: textOf(end, 'Dockerfile'), context: memoryTree(folderFiles(end)) }).findings;
  expect(left.map(({ rule }) => rule.id)).not.toContain('arms-variables-in-image');
  expect(left.filter((finding) => !advises(finding))).toEqual([]);
});

test.each([
  ['ARMS_ENABLE=true ARMS_APP_NAME=orders', 'orders'],
  ['ARMS_ENABLE=true ARMS_APP_NAME=$NAME', 'demo'],
  ['ARMS_ENABLE=true ARMS_APP_NAME="no label"', 'demo'],
  ['ARMS_ENABLE=false', undefined],
])('an application keeps its name: ENV %s', (variables, name) => {
  const text = textOf(end, 'Dockerfile').replace('ENV ENV1=e1', `ENV ${variables}`);
  const { model } = analyse({ text, context: undefined });
  const manifest = textOf(start, 'deployment.yaml');
  const [move] = movesToLabels(model, { manifests: [{ path: 'a.yaml', text: manifest }], tags: noTags });
  expect(/armsPilotCreateAppName: (.*)/.exec(applyEdits(manifest, move?.manifests[0]?.edits ?? []))?.[1]).toBe(name);
});

test.each([
  {
    name: 'a comment behind the first',
    env: 'ENV ARMS_ENABLE=true \\\n    # our own\n    A=b',
    after: 'ENV \\\n    # our own\n    A=b',
  },
  {
    name: 'comments everywhere',
    env: 'ENV A=1 ARMS_ENABLE=true B=2 \\\n    # c\n    ARMS_REGION_ID=x C=3 ARMS_APP_NAME=shop \\\n    # d\n    ARMS_LICENSE_KEY=$KEY',
    after: 'ENV A=1 B=2 \\\n    # c\n    C=3\n    # d',
  },
  {
    name: 'an argument of that name',
    env: 'ARG ARMS_APP_NAME\nENV ARMS_ENABLE=true ARMS_APP_NAME=${ARMS_APP_NAME:-shop} A=b',
    after: 'ENV A=b',
  },
  {
    name: 'an argument that something else reads',
    env: 'ARG NAME\nENV ARMS_ENABLE=true ARMS_APP_NAME=$NAME A=$NAME',
    after: 'ARG NAME\nENV A=$NAME',
  },
])('what stands among the variables stays: $name', ({ env, after }) => {
  const text = textOf(end, 'Dockerfile').replace('ENV ENV1=e1', env);
  const { model } = analyse({ text, context: undefined });
  const manifest = textOf(start, 'deployment.yaml');
  const [move] = movesToLabels(model, { manifests: [{ path: 'a.yaml', text: manifest }], tags: noTags });
  const changed = applyEdits(text, move?.dockerfile ?? []);
  expect(changed).toBe(textOf(end, 'Dockerfile').replace('ENV ENV1=e1', after));
  // Nothing of what remains is read otherwise than before.
  const stage = analyse({ text: changed, context: undefined }).model.target;
  for (const [name, { value }] of stage?.imageEnvironment ?? [])
    expect(model.target?.imageEnvironment.get(name)?.value.certainty, name).toBe(value.certainty);
});

test.each([
  {
    env: 'ARMS_ENABLE=true ARMS_APP_NAME=shop\nENV A=$ARMS_APP_NAME',
    says: 'Something else in the Dockerfile reads ARMS_APP_NAME.',
  },
  { env: 'ARMS_ENABLE=false', says: 'ARMS_ENABLE=false does not switch the agent on.' },
  {
    env: 'ARMS_ENABLE=true',
    change: ['registry.example.com/team/demo:1.0.0', 'nginx:1.29'],
    says: 'No manifest around the Dockerfile has a workload that certainly runs its image.',
  },
  {
    env: 'ARMS_ENABLE=true',
    change: ['template:\n', 'template:\n    <<: *t\n'],
    says: 'The workload has no pod template that stands in its place.',
  },
  {
    env: 'ARMS_ENABLE=true',
    change: ['template:\n    metadata:\n', 'template:\n    metadata: &m\n'],
    says: 'An anchor, an alias or a merge key ties the labels to another place',
  },
])('a move that cannot be made says why: $says', ({ env, change: [from = '', to = ''] = [], says }) => {
  const text = textOf(end, 'Dockerfile').replace('ENV ENV1=e1', `ENV ${env}`);
  const { model } = analyse({ text, context: undefined });
  const project = {
    manifests: [{ path: 'a.yaml', text: `t: &t {}\n---\n${textOf(start, 'deployment.yaml').replace(from, to)}` }],
    tags: noTags,
  };
  expect(movesToLabels(model, project)).toEqual([]);
  expect(withheldMoves(model, project)).toEqual([
    {
      title: expect.stringMatching(/^Move to ack-onepilot labels/) as unknown,
      reason: expect.stringContaining(says) as unknown,
    },
  ]);
});

test('where one of several workloads cannot get the labels there is no move, and it is told apart by its file', () => {
  const { model } = analyse({ text: textOf(start, 'Dockerfile'), context: undefined });
  const text = textOf(start, 'deployment.yaml');
  const tied = text.replace('template:\n    metadata:\n', 'template:\n    metadata: &m\n');
  const manifests = [
    { path: '/k8s/dev/deployment.yaml', text },
    { path: '/k8s/prod/deployment.yaml', text: tied },
  ];
  const titles = (found: readonly { readonly title: string }[]): readonly string[] => found.map(({ title }) => title);
  expect(titles(movesToLabels(model, { manifests, tags: noTags }))).toEqual([]);
  expect(titles(withheldMoves(model, { manifests, tags: noTags }))).toEqual([
    'Move to ack-onepilot labels of Deployment demo in prod/deployment.yaml',
  ]);
});

test('all workloads of the image get the labels at once, as none of them has the variables any more', () => {
  const dockerfile = textOf(start, 'Dockerfile');
  const { model } = analyse({ text: dockerfile, context: undefined });
  const deployment = textOf(start, 'deployment.yaml');
  const job = [
    'apiVersion: batch/v1',
    'kind: CronJob',
    'metadata:',
    '  name: nightly # at two',
    'spec:',
    '  jobTemplate:',
    '    spec:',
    '      template:',
    '        spec:',
    '          containers:',
    '            - name: nightly',
    '              image: registry.example.com/team/demo:1.0.0',
    '',
  ].join('\n');
  const manifests = [
    { path: 'deployment.yaml', text: `${deployment}---\n${job}` },
    { path: 'more.yaml', text: job.replace('nightly #', 'hourly #') },
  ];
  const [move, ...others] = movesToLabels(model, { manifests, tags: noTags });
  expect(others).toEqual([]);
  expect(move?.title).toBe(
    'Move to ack-onepilot labels of Deployment demo in deployment.yaml, CronJob nightly in deployment.yaml and CronJob hourly in more.yaml',
  );
  const after = manifests.map(({ path, text }) =>
    applyEdits(text, move?.manifests.find((each) => each.path === path)?.edits ?? []),
  );
  expect(after.flatMap((text) => readWorkloads(text)).map(({ pod }) => pod?.labels?.entries.at(-1)?.name)).toEqual([
    'armsPilotCreateAppName',
    'armsPilotCreateAppName',
    'armsPilotCreateAppName',
  ]);
  expect(after.join()).toContain('name: nightly # at two');
  expect(applyEdits(dockerfile, move?.dockerfile ?? [])).not.toMatch(/^ENV ARMS_/m);
});

test('a long list of workloads is cut', () => {
  const { model } = analyse({ text: textOf(start, 'Dockerfile'), context: undefined });
  const manifests = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({
    path: `${name}.yaml`,
    text: textOf(start, 'deployment.yaml'),
  }));
  const [move] = movesToLabels(model, { manifests, tags: noTags });
  expect(move?.manifests.length).toBe(6);
  expect(move?.title).toMatch(/ in a\.yaml, .* in d\.yaml and 2 more workloads$/);
});

test('labels for the clipboard', () => {
  const { model } = analyse({ text: textOf(start, 'Dockerfile'), context: undefined });
  expect(onepilotLabelLines(model)).toBe(
    "aliyun.com/app-language: golang\narmsPilotAutoEnable: 'on'\narmsPilotCreateAppName: your-application\n",
  );
});

test('the editor is offered the move over both files, or the labels for the clipboard', async () => {
  const dockerfile = textOf(start, 'Dockerfile');
  const server = await connect(start);
  await open(server, 'Dockerfile', 'dockerfile', dockerfile);
  const actions = await actionsAt(server, 'Dockerfile', dockerfile, 'ARMS_ENABLE');
  const action = actions.find(({ title }) => title.startsWith('Move to ack-onepilot labels'));
  expect(actions.filter(({ title }) => title.startsWith('Only take'))).toEqual([]);
  expect(action?.title).toBe('Move to ack-onepilot labels of Deployment demo in deployment.yaml');
  const changed = new Map(
    (action?.edit?.documentChanges ?? []).map((change) => {
      const { textDocument, edits } = change as TextDocumentEdit;
      const text = readFileSync(fileURLToPath(textDocument.uri), 'utf8');
      const document = TextDocument.create(textDocument.uri, '', 0, text);
      return [
        textDocument.uri,
        TextDocument.applyEdits(document, edits as Parameters<typeof TextDocument.applyEdits>[1]),
      ];
    }),
  );
  expect(bodyOf(changed.get(uriOf('Dockerfile')) ?? '')).toBe(expected('Dockerfile'));
  expect(bodyOf(changed.get(uriOf('deployment.yaml')) ?? '')).toBe(expected('deployment.yaml'));

  // The deployment now runs something else, though it is not saved yet.
  const other = textOf(start, 'deployment.yaml').replace('registry.example.com/team/demo:1.0.0', 'nginx:1.29');
  await open(server, 'deployment.yaml', 'yaml', other);
  const withoutWorkload = await actionsAt(server, 'Dockerfile', dockerfile, 'ARMS_ENABLE');
  expect(withoutWorkload.map(({ title }) => title)).toContain(
    'Only take the settings of the ARMS agent out of the image: it stays off in pods without labels of ack-onepilot',
  );
  const copy = withoutWorkload.find(({ command }) => command);
  expect(copy?.command).toMatchObject({ command: 'goDockerfile.copyOnepilotLabels', arguments: [uriOf('Dockerfile')] });
  expect(await server.sendRequest('goDockerfile/onepilotLabels', { uri: uriOf('Dockerfile') })).toContain('golang');
  expect(await server.sendRequest('goDockerfile/onepilotLabels', { uri: uriOf('deployment.yaml') })).toBeNull();
});

test('several workloads: one action for all, told apart by their files, and none of another image', async () => {
  const text = textOf(start, 'Dockerfile');
  const shop = textOf(start, 'deployment.yaml').replaceAll('demo', 'shop');
  const json = {
    kind: 'Job',
    metadata: { name: 'once' },
    spec: { template: { spec: { containers: [{ image: 'registry.example.com/team/shop:1.2' }] } } },
  };
  scratch = createScratch({
    '.git/HEAD': '',
    'shop/Dockerfile': text,
    'cart/Dockerfile': text,
    'k8s/dev/deployment.yaml': shop,
    'k8s/prod/deployment.yaml': `${shop}---\n${shop}`,
    'k8s/once.json': JSON.stringify(json),
    'k8s/others.yaml': `${shop.replaceAll('shop', 'one')}---\n${shop.replaceAll('shop', 'another')}`,
  });
  const server = await connect(scratch.root);
  const titles = async (name: string): Promise<readonly string[]> => {
    const uri = pathToFileURL(scratch?.path(name) ?? '').href;
    await server.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
    const position = TextDocument.create('', '', 0, text).positionAt(text.indexOf('ARMS_ENABLE'));
    const range = { start: position, end: position };
    const params = { textDocument: { uri }, range, context: { diagnostics: [] } };
    const actions = await server.sendRequest<CodeAction[]>('textDocument/codeAction', params);
    return actions.map(({ title }) => title).filter((title) => title.includes('ack-onepilot labels'));
  };
  expect(await titles('shop/Dockerfile')).toEqual([
    'Move to ack-onepilot labels of Job once in once.json, Deployment shop in dev/deployment.yaml, Deployment shop in prod/deployment.yaml, line 14 and Deployment shop in prod/deployment.yaml, line 36',
  ]);
  expect(await titles('cart/Dockerfile')).toEqual(['Copy ack-onepilot labels']);
});

test('manifests have diagnostics and fixes', async () => {
  const text = textOf(end, 'deployment.yaml').replace("'on'", 'on');
  const server = await connect(start);
  await open(server, 'deployment.yaml', 'yaml', text);
  const report = await server.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
    textDocument: { uri: uriOf('deployment.yaml') },
  });
  expect(report.items.map(({ code }) => code)).toEqual(['onepilot-label-value']);
  const position = TextDocument.create('', '', 0, text).positionAt(text.indexOf('armsPilotAutoEnable'));
  const hover = await server.sendRequest('textDocument/hover', {
    textDocument: { uri: uriOf('deployment.yaml') },
    position,
  });
  expect(JSON.stringify(hover)).toContain('Source: Alibaba Cloud ARMS');
  const titles = (await actionsAt(server, 'deployment.yaml', text, 'on\n        armsPilotCreate')).map(
    ({ title }) => title,
  );
  expect(titles).toEqual(["Write 'on'", 'Ignore onepilot-label-value on this line']);
});

test('an editor that asks for quick fixes is told why there is no move, and given the labels for the clipboard', async () => {
  const dockerfile = `${textOf(start, 'Dockerfile')}ENV A=$ARMS_ENABLE\n`;
  const server = await connect(start);
  await open(server, 'Dockerfile', 'dockerfile', dockerfile);
  const about = (actions: readonly CodeAction[]): readonly CodeAction[] =>
    actions.filter(({ title }) => title.includes('ack-onepilot labels'));
  const asked = about(await actionsAt(server, 'Dockerfile', dockerfile, 'ARMS_ENABLE', ['quickfix']));
  expect(asked).toMatchObject([
    { title: 'Copy ack-onepilot labels' },
    {
      title: 'Move to ack-onepilot labels',
      disabled: { reason: 'Something else in the Dockerfile reads ARMS_ENABLE.' },
    },
  ]);
  const lightbulb = about(await actionsAt(server, 'Dockerfile', dockerfile, 'ARMS_ENABLE'));
  expect(lightbulb.map(({ title }) => title)).toEqual(['Copy ack-onepilot labels']);

  const manifest =
    'kind: Deployment\nmetadata:\n  labels: &l\n    armsPilotAutoEnable: "on"\nspec:\n  template: {metadata: {}}\n';
  await open(server, 'deployment.yaml', 'yaml', manifest);
  const misplaced = await actionsAt(server, 'deployment.yaml', manifest, 'armsPilot', ['quickfix']);
  expect(misplaced.filter(({ disabled }) => disabled)).toEqual([
    {
      title: 'Move to spec.template.metadata.labels',
      kind: 'quickfix',
      disabled: { reason: expect.stringContaining('An anchor') as unknown },
    },
  ]);
});

async function connect(folder: string): Promise<ProtocolConnection> {
  const up = new PassThrough();
  const down = new PassThrough();
  handle(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), () => loadCore());
  client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: pathToFileURL(folder).href,
    capabilities: {
      workspace: { workspaceEdit: { documentChanges: true } },
      textDocument: { diagnostic: {}, codeAction: { disabledSupport: true } },
    },
    initializationOptions: { commands: ['goDockerfile.copyOnepilotLabels'] },
  });
  await client.sendNotification('initialized', {});
  return client;
}

async function open(server: ProtocolConnection, name: string, languageId: string, text: string): Promise<void> {
  await server.sendNotification('textDocument/didOpen', {
    textDocument: { uri: uriOf(name), languageId, version: 1, text },
  });
}

function actionsAt(
  server: ProtocolConnection,
  name: string,
  text: string,
  words: string,
  only?: string[],
): Promise<CodeAction[]> {
  const position = TextDocument.create('', '', 0, text).positionAt(text.indexOf(words));
  return server.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uriOf(name) },
    range: { start: position, end: position },
    context: { diagnostics: [], ...(only && { only }) },
  });
}
