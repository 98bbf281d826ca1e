import { splitQuoted } from './quoted';
import { compareGoVersions, parseGoVersion } from './version';
import type { GoVersion } from './types';

/**
 * The flags of the go command. Each row says where cmd/go registers the flag; `since` is the release that brought it,
 * `until` the first release without it (release notes of those versions). Flags that the test binary or a vet analyzer
 * understands are not here: `go test` and `go vet` pass on what they do not know.
 */
export interface FlagRow {
  readonly name: string;
  /** 'optional': may stand without a value like a boolean flag, but takes others than true and false. */
  readonly takes: 'boolean' | 'value' | 'optional';
  readonly verbs: readonly string[];
  readonly source: string;
  readonly since?: string;
  readonly until?: string;
  /** What the flag says of a value it refuses, in the words of cmd/go; undefined if it takes the value. */
  readonly refuse?: (value: string) => string | undefined;
}

/** Commands that call work.AddBuildFlags (cmd/go/internal/work/build.go). */
const building = ['build', 'install', 'run', 'test', 'get', 'list', 'vet', 'generate', 'clean', 'fix'];
const modules = ['download', 'edit', 'graph', 'init', 'tidy', 'vendor', 'verify', 'why'].map((name) => `mod ${name}`);
const workspaces = ['edit', 'init', 'sync', 'use', 'vendor'].map((name) => `work ${name}`);
const almostAll = [...building, ...modules, ...workspaces, 'fmt', 'tool', 'env', 'version', 'telemetry', 'bug'];
const except = (verbs: readonly string[], ...dropped: readonly string[]): readonly string[] =>
  verbs.filter((verb) => !dropped.includes(verb));

const addBuildFlags = 'work.AddBuildFlags';
const addCoverFlags = 'work.AddCoverFlags';
const testFlags = 'cmd/go/internal/test/testflag.go';
const covering = ['build', 'install', 'run', 'test', 'list'];

export const flagRows: readonly FlagRow[] = [
  { name: 'C', takes: 'value', verbs: almostAll, source: 'base.AddChdirFlag', since: '1.20' },
  {
    name: 'n',
    takes: 'boolean',
    verbs: [...building, 'fmt', 'env', 'mod edit', 'tool'],
    source: 'base.AddBuildFlagsNX',
  },
  { name: 'x', takes: 'boolean', verbs: [...building, 'fmt', 'env', 'mod edit'], source: 'base.AddBuildFlagsNX' },
  { name: 'x', takes: 'boolean', verbs: ['mod tidy', 'mod download', 'mod graph'], source: 'modcmd' },
  { name: 'a', takes: 'boolean', verbs: building, source: addBuildFlags },
  { name: 'p', takes: 'value', verbs: building, source: addBuildFlags, refuse: refuseAllButIntegers },
  {
    name: 'v',
    takes: 'boolean',
    verbs: [...except(building, 'test'), 'mod vendor', 'mod tidy', 'work vendor', 'version', 'bug'],
    source: addBuildFlags,
  },
  { name: 'asan', takes: 'boolean', verbs: building, source: addBuildFlags, since: '1.18' },
  { name: 'asmflags', takes: 'value', verbs: building, source: addBuildFlags, refuse: refuseBadPerPackageFlags },
  {
    name: 'compiler',
    takes: 'value',
    verbs: building,
    source: addBuildFlags,
    refuse: oneOf('gc', 'gccgo', 'unknown compiler'),
  },
  { name: 'buildmode', takes: 'value', verbs: building, source: addBuildFlags },
  {
    name: 'buildvcs',
    takes: 'optional',
    verbs: building,
    source: addBuildFlags,
    since: '1.18',
    refuse: refuseAllButAutoAndBooleans,
  },
  { name: 'gcflags', takes: 'value', verbs: building, source: addBuildFlags, refuse: refuseBadPerPackageFlags },
  { name: 'gccgoflags', takes: 'value', verbs: building, source: addBuildFlags, refuse: refuseBadPerPackageFlags },
  { name: 'ldflags', takes: 'value', verbs: building, source: addBuildFlags, refuse: refuseBadPerPackageFlags },
  { name: 'mod', takes: 'value', verbs: [...except(building, 'get'), 'fmt'], source: 'base.AddModFlag', since: '1.11' },
  {
    name: 'modfile',
    takes: 'value',
    verbs: [...building, ...modules, ...workspaces, 'fmt', 'tool'],
    source: 'base.AddModCommonFlags',
    since: '1.14',
  },
  {
    name: 'modcacherw',
    takes: 'boolean',
    verbs: [...building, ...modules, ...workspaces, 'fmt', 'tool'],
    source: 'base.AddModCommonFlags',
    since: '1.14',
  },
  {
    name: 'overlay',
    takes: 'value',
    verbs: [...building, ...modules, ...workspaces, 'fmt', 'tool'],
    source: 'base.AddModCommonFlags',
    since: '1.16',
  },
  { name: 'installsuffix', takes: 'value', verbs: building, source: addBuildFlags },
  { name: 'json', takes: 'boolean', verbs: ['build', 'install', 'run', 'get'], source: addBuildFlags, since: '1.24' },
  { name: 'linkshared', takes: 'boolean', verbs: building, source: addBuildFlags },
  { name: 'msan', takes: 'boolean', verbs: building, source: addBuildFlags },
  { name: 'pgo', takes: 'value', verbs: building, source: addBuildFlags, since: '1.20' },
  { name: 'pkgdir', takes: 'value', verbs: building, source: addBuildFlags },
  { name: 'race', takes: 'boolean', verbs: building, source: addBuildFlags },
  { name: 'tags', takes: 'value', verbs: building, source: addBuildFlags },
  { name: 'toolexec', takes: 'value', verbs: building, source: addBuildFlags },
  { name: 'trimpath', takes: 'boolean', verbs: building, source: addBuildFlags, since: '1.13' },
  { name: 'work', takes: 'boolean', verbs: building, source: addBuildFlags },
  { name: 'debug-actiongraph', takes: 'value', verbs: building, source: addBuildFlags },
  { name: 'debug-runtime-trace', takes: 'value', verbs: building, source: addBuildFlags },
  { name: 'debug-trace', takes: 'value', verbs: building, source: addBuildFlags },

  { name: 'o', takes: 'value', verbs: ['build', 'test'], source: 'work.CmdBuild, testflag.go' },
  { name: 'o', takes: 'value', verbs: ['mod vendor', 'work vendor'], source: 'modcmd/vendor.go, workcmd/vendor.go' },
  {
    name: 'i',
    takes: 'boolean',
    verbs: ['build', 'install', 'test'],
    source: 'release notes of 1.16 and 1.20',
    until: '1.20',
  },

  { name: 'cover', takes: 'boolean', verbs: ['test'], source: addCoverFlags },
  { name: 'covermode', takes: 'value', verbs: ['test'], source: addCoverFlags, refuse: refuseUnknownCoverMode },
  { name: 'coverpkg', takes: 'value', verbs: ['test'], source: addCoverFlags },
  { name: 'coverprofile', takes: 'value', verbs: ['test'], source: addCoverFlags },
  { name: 'cover', takes: 'boolean', verbs: except(covering, 'test'), source: addCoverFlags, since: '1.20' },
  {
    name: 'covermode',
    takes: 'value',
    verbs: except(covering, 'test'),
    source: addCoverFlags,
    since: '1.20',
    refuse: refuseUnknownCoverMode,
  },
  { name: 'coverpkg', takes: 'value', verbs: except(covering, 'test'), source: addCoverFlags, since: '1.20' },

  ...['artifacts', 'benchmem', 'c', 'failfast', 'fullpath', 'json', 'short'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['test'],
    source: testFlags,
  })),
  ...[
    ...[
      'bench',
      'benchtime',
      'blockprofile',
      'blockprofilerate',
      'count',
      'cpu',
      'cpuprofile',
      'exec',
      'fuzz',
      'fuzztime',
    ],
    ...[
      'fuzzminimizetime',
      'list',
      'memprofile',
      'memprofilerate',
      'mutexprofile',
      'mutexprofilefraction',
      'outputdir',
    ],
    ...['parallel', 'run', 'shuffle', 'skip', 'timeout', 'trace', 'vet'],
  ].map((name): FlagRow => ({ name, takes: 'value', verbs: ['test'], source: testFlags })),
  { name: 'v', takes: 'optional', verbs: ['test'], source: testFlags },

  { name: 'exec', takes: 'value', verbs: ['run'], source: 'cmd/go/internal/run/run.go' },
  { name: 'run', takes: 'value', verbs: ['generate'], source: 'cmd/go/internal/generate/generate.go' },
  { name: 'skip', takes: 'value', verbs: ['generate'], source: 'cmd/go/internal/generate/generate.go', since: '1.20' },

  ...['f', 'fix', 'm', 't', 'tool', 'insecure'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['get'],
    source: 'cmd/go/internal/modget/get.go',
  })),
  { name: 'd', takes: 'optional', verbs: ['get'], source: 'cmd/go/internal/modget/get.go' },
  { name: 'u', takes: 'optional', verbs: ['get'], source: 'cmd/go/internal/modget/get.go' },

  ...['compiled', 'deps', 'e', 'export', 'find', 'm', 'retracted', 'test', 'u', 'versions'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['list'],
    source: 'cmd/go/internal/list/list.go',
  })),
  { name: 'f', takes: 'value', verbs: ['list'], source: 'cmd/go/internal/list/list.go' },
  { name: 'reuse', takes: 'value', verbs: ['list'], source: 'cmd/go/internal/list/list.go', since: '1.19' },
  { name: 'json', takes: 'optional', verbs: ['list'], source: 'cmd/go/internal/list/list.go' },

  { name: 'vettool', takes: 'value', verbs: ['vet'], source: 'cmd/go/internal/vet/vetflag.go' },
  { name: 'fixtool', takes: 'value', verbs: ['fix'], source: 'cmd/go/internal/vet/vetflag.go', since: '1.26' },
  ...['diff', 'json', 'fix'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['vet'],
    source: 'cmd/go/internal/vet/vet.go, vetflag.go',
  })),
  { name: 'c', takes: 'value', verbs: ['vet'], source: 'cmd/go/internal/vet/vetflag.go' },
  ...['i', 'r', 'cache', 'fuzzcache', 'modcache', 'testcache'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['clean'],
    source: 'cmd/go/internal/clean/clean.go',
  })),
  ...['json', 'u', 'w', 'changed'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['env'],
    source: 'cmd/go/internal/envcmd/env.go',
  })),
  ...['m', 'json'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['version'],
    source: 'cmd/go/internal/version/version.go',
  })),

  { name: 'json', takes: 'boolean', verbs: ['mod download', 'mod edit', 'work edit'], source: 'modcmd, workcmd' },
  { name: 'reuse', takes: 'value', verbs: ['mod download'], source: 'modcmd/download.go', since: '1.19' },
  { name: 'e', takes: 'boolean', verbs: ['mod tidy', 'mod vendor', 'work vendor'], source: 'modcmd, workcmd' },
  { name: 'diff', takes: 'boolean', verbs: ['mod tidy'], source: 'modcmd/tidy.go', since: '1.23' },
  { name: 'go', takes: 'value', verbs: ['mod tidy', 'mod edit', 'mod graph', 'work edit'], source: 'modcmd, workcmd' },
  { name: 'compat', takes: 'value', verbs: ['mod tidy'], source: 'modcmd/tidy.go', since: '1.17' },
  { name: 'm', takes: 'boolean', verbs: ['mod why'], source: 'modcmd/why.go' },
  { name: 'vendor', takes: 'boolean', verbs: ['mod why'], source: 'modcmd/why.go' },
  { name: 'r', takes: 'boolean', verbs: ['work use'], source: 'workcmd/use.go' },
  ...['fmt', 'print'].map((name): FlagRow => ({
    name,
    takes: 'boolean',
    verbs: ['mod edit', 'work edit'],
    source: 'modcmd, workcmd',
  })),
  ...['toolchain', 'godebug', 'dropgodebug', 'replace', 'dropreplace'].map((name): FlagRow => ({
    name,
    takes: 'value',
    verbs: ['mod edit', 'work edit'],
    source: 'modcmd, workcmd',
  })),
  ...[
    ...['module', 'require', 'droprequire', 'exclude', 'dropexclude', 'retract', 'dropretract'],
    ...['tool', 'droptool', 'ignore', 'dropignore'],
  ].map((name): FlagRow => ({ name, takes: 'value', verbs: ['mod edit'], source: 'modcmd/edit.go' })),
  ...['use', 'dropuse'].map((name): FlagRow => ({
    name,
    takes: 'value',
    verbs: ['work edit'],
    source: 'workcmd/edit.go',
  })),
];

/** Commands whose flags we know: the others take theirs as they like (`go tool`, `go doc`). */
export const verbsWithFlags: ReadonlySet<string> = new Set(flagRows.flatMap((row) => row.verbs));

/** The verbs that take a second word. Source: base.Go.Commands of cmd/go/main.go. */
export const verbGroups: ReadonlyMap<string, readonly string[]> = new Map([
  ['mod', ['download', 'edit', 'graph', 'init', 'tidy', 'vendor', 'verify', 'why']],
  ['work', ['edit', 'init', 'sync', 'use', 'vendor']],
]);

/** The verbs of one word. Source: base.Go.Commands of cmd/go/main.go. */
export const simpleVerbs: ReadonlySet<string> = new Set([
  ...['bug', 'build', 'clean', 'doc', 'env', 'fix', 'fmt', 'generate', 'get', 'install', 'list', 'run', 'telemetry'],
  ...['test', 'tool', 'version', 'vet', 'help'],
]);

const rowsByVerb = new Map<string, FlagRow[]>();
for (const row of flagRows) {
  for (const verb of row.verbs) rowsByVerb.set(verb, [...(rowsByVerb.get(verb) ?? []), row]);
}
const allNames: ReadonlySet<string> = new Set(flagRows.map((row) => row.name));

/**
 * The flag of that name (without dashes) of a go verb; undefined if the verb has none. With a Go version, only what that
 * release knows; without, whatever any release knows. `test.v` is `v` of go test.
 */
export function findFlag(verb: string, name: string, go?: GoVersion): FlagRow | undefined {
  const plain = verb === 'test' && name.startsWith('test.') ? name.slice('test.'.length) : name;
  return rowsByVerb.get(verb)?.find((row) => row.name === plain && isKnownTo(row, go));
}

/** Whether any go command has a flag of that name, which is what GOFLAGS may hold (base.InitGOFLAGS). */
export function isFlagOfAnyCommand(name: string): boolean {
  return allNames.has(name.replace(/^test\./, ''));
}

/** What Go's strconv.ParseBool makes of the text; undefined if it refuses it. */
export function parseGoBoolean(text: string): boolean | undefined {
  if (/^(?:1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(?:0|f|F|false|FALSE|False)$/.test(text) ? false : undefined;
}

function isKnownTo(row: FlagRow, go: GoVersion | undefined): boolean {
  if (!go) return true;
  const since = row.since === undefined ? undefined : parseGoVersion(row.since);
  const until = row.until === undefined ? undefined : parseGoVersion(row.until);
  const release = { ...go, patch: go.patch ?? 0 };
  return (!since || compareGoVersions(release, since) >= 0) && (!until || compareGoVersions(release, until) < 0);
}

function refuseAllButIntegers(value: string): string | undefined {
  return /^[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][\d_]*)$/.test(value) ? undefined : 'parse error';
}

function refuseAllButAutoAndBooleans(value: string): string | undefined {
  if (value === '' || value === 'auto' || parseGoBoolean(value) !== undefined) return undefined;
  return "value is neither 'auto' nor a valid bool";
}

function refuseUnknownCoverMode(value: string): string | undefined {
  return ['', 'set', 'count', 'atomic'].includes(value) ? undefined : 'valid modes are "set", "count", or "atomic"';
}

function oneOf(first: string, second: string, kind: string): (value: string) => string | undefined {
  return (value) => (value === first || value === second ? undefined : `${kind} ${JSON.stringify(value)}`);
}

/** cmd/go/internal/load/flag.go, PerPackageFlag.set, and cmd/internal/quoted.Split. */
function refuseBadPerPackageFlags(value: string): string | undefined {
  const trimmed = value.trim();
  if (trimmed === '') return undefined;
  let flags = trimmed;
  if (!trimmed.startsWith('-')) {
    const equals = trimmed.indexOf('=');
    if (equals < 0) return 'missing =<value> in <pattern>=<value>';
    if (equals === 0) return 'missing <pattern> in <pattern>=<value>';
    if (/^['"]/.test(trimmed)) return `parameter may not start with quote character ${trimmed[0] ?? ''}`;
    flags = trimmed.slice(equals + 1);
  }
  return splitQuoted(flags).unterminated;
}
