import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import * as core from '../src/core';
import { runCommandLine } from '../src/host/commandLine';
import { rules } from '../src/rules/registry';
import { observabilityProfiles, type ObservabilityProfile } from '../src/model/observability';
import type { Rule } from '../src/rules/rule';
import { isOneOf } from '../src/text/oneOf';
import { memoryTree } from '../src/workspace/sourceTree';
import programs from './data/programs.json';
import { advises } from './support/fixtures';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const all: readonly Rule[] = rules;

const headings = [
  'What it reports',
  'Why it matters',
  'Example',
  'How to fix',
  'Fix safety',
  'When not to use it',
  'References',
];

describe.each(all.map((rule) => ({ rule, id: rule.id })))('page of $id', ({ rule }) => {
  const path = join(root, 'server/src/rules', rule.id, 'README.md');
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '';

  test('says what the rule says', () => {
    const lines = page.split('\n');
    expect(lines[0]).toBe(`# ${rule.title}`);
    expect(lines[2]).toBe(`\`${rule.id}\` · ${rule.severity} · fix ${rule.fix} · since ${rule.since}`);
    expect(lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3))).toEqual(headings);
  });

  test('its examples are true', () => {
    const blocks = readBlocks(page);
    expect(blocks.some((block) => block.reports)).toBe(true);
    expect(blocks.some((block) => !block.reports)).toBe(true);
    for (const block of blocks) {
      const found = analyse({
        text: block.text,
        context: contextOf(block.text),
        platform: /^# platform: (.*)$/m.exec(block.text)?.[1],
        observability: observabilityIn(block.text),
        staticMonitoring: /^# staticmonitoring: true$/m.test(block.text),
      }).findings;
      const asked = found.filter((finding) => finding.rule.id === rule.id || !advises(finding));
      const ids = [...new Set(asked.map((finding) => finding.rule.id))];
      expect(ids, block.text).toEqual(block.reports ? [rule.id] : []);
    }
  });

  test('its links lead somewhere', () => {
    for (const [, target = ''] of page.matchAll(/\]\((?!https?:)([^)#]+)/g))
      expect(existsSync(join(dirname(path), target)), target).toBe(true);
  });
});

interface Block {
  readonly text: string;
  readonly reports: boolean;
}

/** Dockerfile blocks below a line that starts with ❌ or ✅. */
function readBlocks(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let reports = false;
  let lines: string[] | undefined;
  for (const line of page.split('\n')) {
    if (lines && line === '```') {
      blocks.push({ text: `${lines.join('\n')}\n`, reports });
      lines = undefined;
    } else if (lines) lines.push(line);
    else if (line.startsWith('❌')) reports = true;
    else if (line.startsWith('✅')) reports = false;
    else if (line === '```dockerfile') lines = [];
  }
  return blocks;
}

/** `# observability: appoptima`: the setting. */
function observabilityIn(text: string): ObservabilityProfile | undefined {
  const name = /^# observability: (.*)$/m.exec(text)?.[1] ?? '';
  return isOneOf(name, observabilityProfiles) ? name : undefined;
}

/** `# program: nethttp` borrows a measured program as the build context; `# file: go.mod = text` adds one line files. */
function contextOf(text: string): ReturnType<typeof memoryTree> | undefined {
  const program = /^# program: (.*)$/m.exec(text)?.[1]?.trim();
  const files: Record<string, string> = {};
  for (const [, name = '', content = ''] of text.matchAll(/^# file: (\S+) = (.*)$/gm))
    files[name] = content.replaceAll('\\n', '\n');
  if (program === undefined) return Object.keys(files).length > 0 ? memoryTree(files) : undefined;
  const sources = (programs as Readonly<Record<string, Readonly<Record<string, string>>>>)[program];
  return memoryTree({ 'go.mod': `module example.com/${program}\n\ngo 1.19\n`, ...sources, ...files });
}

test('every relative link of the documents leads to a file', () => {
  for (const name of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    const text = readFileSync(join(root, name), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g))
      expect(existsSync(join(root, target)), `${name}: ${target}`).toBe(true);
  }
});

test('SECURITY.md names tests that there are', () => {
  const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
  const named = [...text.matchAll(/`((?:server|client|\.github)\/[^`]+\.\w+)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(7);
  for (const path of named) expect(existsSync(join(root, path)), path).toBe(true);
});

test('the README shows what explain prints', async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/^\$ go-dockerfile (explain \S+)\n(.*?)^```$/gms)];
  expect(shown.length).toBeGreaterThan(0);
  for (const [, command = '', lines = ''] of shown) {
    let printed = '';
    const surface = {
      cwd: root,
      env: {},
      terminal: false,
      stdout: (text: string) => void (printed += text),
      stderr: () => undefined,
      stdin: () => Promise.resolve(new Uint8Array()),
    };
    const never = (): Promise<never> => Promise.reject(new Error('not asked for'));
    expect(
      await runCommandLine(
        command.split(' '),
        surface,
        () => Promise.resolve(core),
        () => undefined,
        never,
      ),
    ).toBe(0);
    // The README leaves lines out, and has the others in their order.
    const own = printed.split('\n');
    const wanted = lines.trimEnd().split('\n');
    expect(own.filter((line) => wanted.includes(line))).toEqual(wanted);
  }
});
