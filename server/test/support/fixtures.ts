import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/analyse';
import type { Analysis, AnalysisInput } from '../../src/analysis';
import type { Rule } from '../../src/rules/rule';
import { ignoreFilter } from '../../src/workspace/dockerIgnore';
import { memoryTree, type SourceTree } from '../../src/workspace/sourceTree';
import { observabilityProfiles } from '../../src/model/observability';
import { isOneOf } from '../../src/text/oneOf';
import programs from '../data/programs.json';

/**
 * A Dockerfile with expectations in it: comment lines with carets under what is expected,
 *
 *     RUN go build -o /app .
 *     #   ^^^^^^^^ cgo-without-compiler: no C compiler
 *
 * and options in comments anywhere: `# platform: linux/arm64`, `# target: build`, `# program: nethttp` (a module with the
 * measured program of that name is the build context), `# only: <rule>` (other rules are not asked), `# verdict: runs`,
 * `# error: text`, `# git: yes` (the context is a Git repository),
 * `# builtfor: linux/amd64 linux/arm64` (a compose file of the project builds it for these),
 * `# fixed: unknown, <why>` (where the fixed form does not come to `runs`),
 * `# observability: arms` and `# staticmonitoring: true` (settings).
 * A fixture without carets asserts silence. Where a comment line cannot stand: `#@ "source text" rule`.
 */
export interface Fixture {
  /** For the test's name. */
  readonly name: string;
  readonly path: string;
  /** The text that is analysed: all of the file, expectations included, as they are comments. */
  readonly text: string;
  readonly expectations: readonly Expectation[];
  readonly options: Readonly<Record<string, string>>;
  readonly context: SourceTree | undefined;
}

export interface Expectation {
  /** Zero-based line of what the carets underline. */
  readonly line: number;
  readonly start: number;
  /** Exclusive; on the same line. */
  readonly end: number;
  readonly rule: string;
  /** A part of the message; '' for any. */
  readonly message: string;
}

const caretLine = /^(\s*#\s*)(\^+)\s+([a-z0-9-]+)(?::\s*(.*))?$/;
const quotedLine = /^\s*#@\s+"(.*)"\s+([a-z0-9-]+)(?::\s*(.*))?$/;
const optionLine =
  /^\s*#\s*(only|platform|target|program|verdict|error|likely|buildargs|builtfor|fixed|git|observability|staticmonitoring):\s*(.*)$/;

/** All fixtures below a folder: `*.dockerfile` files, and folders with a `Dockerfile` and the files of its context. */
export function readFixtures(folder: string): readonly Fixture[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.includes('.fixed.') && !name.endsWith('.fixed'))
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return [readFixture(join(path, 'Dockerfile'), name, folderFiles(path))];
      return name.endsWith('.dockerfile') ? [readFixture(path, name.replace(/\.dockerfile$/, ''), undefined)] : [];
    });
}

function readFixture(path: string, name: string, files: Readonly<Record<string, string>> | undefined): Fixture {
  const text = readFileSync(path, 'utf8');
  const options: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const option = optionLine.exec(line);
    if (option?.[1]) options[option[1]] = option[2]?.trim() ?? '';
  }
  return { name, path, text, expectations: readExpectations(text), options, context: contextOf(options, files) };
}

function contextOf(
  options: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> | undefined,
): SourceTree | undefined {
  const program = options['program'];
  // A repository cannot hold another one's folder.
  const git = options['git'] === 'yes' ? { '.git/HEAD': 'ref: refs/heads/main\n' } : {};
  const ignore = files?.['.dockerignore'];
  if (program === undefined) return files && ignoreFilter(memoryTree({ ...files, ...git }), ignore ?? '');
  return memoryTree({ ...programFiles(program), ...files, ...git });
}

/**
 * The module of a measured program, path -> text.
 * @throws Error if there is no program of that name
 */
export function programFiles(program: string): Readonly<Record<string, string>> {
  const sources = (programs as Readonly<Record<string, Readonly<Record<string, string>>>>)[program];
  if (!sources) throw new Error(`no program is called ${program}`);
  return { 'go.mod': `module example.com/${program}\n\ngo 1.19\n`, ...sources };
}

/** Files of a folder as path -> text, except the Dockerfile's goldens. */
export function folderFiles(folder: string, prefix = ''): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(files, folderFiles(path, `${prefix}${name}/`));
    else if (!/\.fixed/.test(name)) files[`${prefix}${name}`] = readFileSync(path, 'utf8');
  }
  return files;
}

/** What the caret comments of a text expect. */
export function readExpectations(text: string): readonly Expectation[] {
  const lines = text.split(/\r?\n/);
  const expectations: Expectation[] = [];
  let subject = 0;
  lines.forEach((line, index) => {
    const caret = caretLine.exec(line);
    if (caret) {
      const [, indent = '', carets = '', rule = '', message = ''] = caret;
      const touching = indent.endsWith('#');
      const start = touching ? indent.length - 1 : indent.length;
      expectations.push({ line: subject, start, end: indent.length + carets.length, rule, message: message.trim() });
      return;
    }
    const quoted = quotedLine.exec(line);
    if (quoted) {
      const [, source = '', rule = '', message = ''] = quoted;
      const where = lines.findIndex(
        (candidate) => candidate.includes(source) && !candidate.trimStart().startsWith('#@'),
      );
      const start = lines[where]?.indexOf(source) ?? 0;
      expectations.push({ line: where, start, end: start + source.length, rule, message: message.trim() });
      return;
    }
    if (!optionLine.test(line)) subject = index;
  });
  return expectations;
}

/** A rule that throws fails the test. */
export function rethrow(rule: { readonly id: string }, error: unknown): never {
  throw new Error(`the rule ${rule.id} threw`, { cause: error });
}

/** Analyses a text as the fixture's options say. */
export function analyseFixture(fixture: Fixture, text = fixture.text): Analysis {
  const { target, platform, buildargs, builtfor, observability = '', staticmonitoring } = fixture.options;
  const input: AnalysisInput = {
    text,
    context: fixture.context,
    target,
    platform,
    bug: rethrow,
    observability: isOneOf(observability, ['none', ...observabilityProfiles]) ? observability : undefined,
    staticMonitoring: staticmonitoring === 'true',
    builtFor:
      builtfor === undefined ? undefined : { platforms: builtfor.split(/\s+/), where: 'compose.yaml, service app' },
    buildArgs: Object.fromEntries(
      (buildargs ?? '')
        .split(/\s+/)
        .filter(Boolean)
        .map((pair) => pair.split('=') as [string, string]),
    ),
  };
  return analyse(input);
}

/**
 * Whether a rule, or one of its findings, advises rather than reports a defect: hints and information stand beside much
 * that is right, so that fixtures of other rules do not list them.
 */
export function advises({ severity }: Pick<Rule, 'severity'>): boolean {
  return severity === 'hint' || severity === 'information';
}
