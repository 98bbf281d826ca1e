import { expect, test, vi } from 'vitest';
import { askHowToRun } from '../../../src/docker/run/ask';
import { formatPort } from '../../../src/docker/run/ports';
import { buildInputs } from '../../support/buildInputs';

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}
const shown: Item[][] = [];

vi.mock('vscode', async () => ({
  ...(await import('../../support/l10n')),
  QuickPickItemKind: { Separator: -1 },
  window: {
    showQuickPick: (items: Item[]) => {
      shown.push(items);
      return Promise.resolve(items[0]);
    },
  },
}));

/** What the line of the ports says, of ports that were remembered, and of those that are taken. */
test.each<[remembered: string | undefined, taken: readonly number[], description: string, detail?: string]>([
  [undefined, [], '8080:80'],
  ['8080', [], '8080:8080'],
  ['8080:80,9090:90', [], '8080:80 9090:90'],
  ['8080:80/tcp', [], '8080:80'],
  ['', [], 'none'],
  ['8080:80', [8080], '8081:80', '8080 is taken; the next free port is used.'],
  ['8080:80 9090:90', [9090], '8080:80 9091:90', '9090 is taken; the next free port is used.'],
  // It cannot be read any more.
  ['999.1.1.1:80:80', [], '8080:80'],
])('%j, with %j taken', async (ports, taken, description, detail) => {
  const store = { get: () => (ports === undefined ? undefined : { ports }), update: () => Promise.resolve() };
  const inputs = buildInputs({
    dockerfile: '/shop/Dockerfile',
    context: '/shop',
    ports: [{ port: 80, protocol: 'tcp' }],
  });
  shown.length = 0;
  const answers = await askHowToRun({
    build: { inputs, stage: undefined },
    uri: { toString: () => 'file:///shop/Dockerfile' } as Parameters<typeof askHowToRun>[0]['uri'],
    store,
    isFree: ({ host }) => Promise.resolve(!taken.includes(host)),
  });
  const line = shown[0]?.find(({ label }) => label.startsWith('$(plug)'));
  expect([line?.description, line?.detail]).toEqual([description, detail]);
  expect(answers?.ports.map(formatPort).join(' ')).toBe(description === 'none' ? '' : description);
});
