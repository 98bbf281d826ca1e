import { isSettled, valueOf } from '../../facts/fact';
import { findFlag } from '../../golang/buildFlags';
import { portsOf } from '../../golang/ports';
import { isGoVariable } from '../../golang/variables';
import { isAtLeast } from '../../golang/version';
import type { EnvironmentEntry } from '../../model/buildModel';
import { chain } from '../../rules/fixes/images';
import { insertBefore } from '../../rules/fixes/instructions';
import { agentVariables, type AgentVariable } from '../observabilityNames';
import { ownValue } from '../../text/ownValue';
import { say } from '../../text/say';
import { textOf } from '../texts/textRow';
import { goVariableTexts, platformArgTexts, variableTexts } from '../texts/variableTexts';
import { documentGoFlag, documentRow, documentValue, documentVariable } from './documentation';
import type { GoPlace } from './goPlace';
import { tagPartDrafts } from './imageItems';
import { escapeSnippet, type Draft, type Proposal } from './item';
import { effective, mayHaveGo, type Place } from './place';
import type { Quote } from './shellPlace';

const nameRest = /^\w*/;
const valueRest = /^[^\s"'`\\;|&<>()]*/;

/** Variables of go that are set in front of a command. */
const forCommands = ['CGO_ENABLED', 'GOOS', 'GOARCH', 'GOARM', 'GOAMD64', 'GOFLAGS', 'CC', 'CXX', 'GOTOOLCHAIN'];
/** And those that are set for a stage. */
const forStages = [
  ...forCommands,
  'GOPRIVATE',
  'GOPROXY',
  'GONOSUMDB',
  'GOCACHE',
  'GOMODCACHE',
  'GOWORK',
  'GOEXPERIMENT',
];

/** Where a command starts: assignments for go, and the commands of a Go build. */
export function startProposal(
  place: Place,
  { typed, assigned, takesNames }: GoPlace & { kind: 'start' },
  isAsked: boolean,
): Proposal | undefined {
  // Most commands of a RUN have nothing to do with Go.
  if ((typed === '' && !isAsked) || !mayHaveGo(place) || !/^\w*$/.test(typed)) return undefined;
  const variables = forCommands
    .filter((name) => !assigned.has(name))
    .map((name): Draft => variableDraft(place, name, `${name}=`));
  const build = agentVariables.flatMap((row): Draft[] => {
    const name = literalName(row);
    const isFitting = name !== undefined && row.build && !row.isSecret && !assigned.has(name);
    return isFitting ? [agentDraft(name, row, `${name}=`)] : [];
  });
  const commands: readonly Draft[] = takesNames ? [] : goCommands;
  return {
    typed,
    rest: /^\w*=?/,
    drafts: typed === '' ? [...commands, ...variables] : [...commands, ...variables, ...build],
  };
}

const goCommands: readonly Draft[] = [
  {
    label: 'go build',
    kind: 'snippet',
    newText: 'go build -trimpath -ldflags="-s -w" -o /app .',
    snippet: 'go build -trimpath -ldflags="-s -w" -o ${1:/app} ${2:.}',
    detail: say`a program without symbols and local paths`,
    documentation: () =>
      say`Writes one program. \`-trimpath\` leaves out paths of this machine, \`-s -w\` symbols and debug information.`,
  },
  {
    label: 'go mod download',
    kind: 'snippet',
    detail: say`before the sources are copied`,
    documentation: () =>
      say`Downloads what go.mod names. Behind \`COPY go.mod go.sum ./\` and before the sources are copied, its layer is kept until one of the two changes.`,
  },
];

/** A variable that is given a value, with what is typed of that. */
export interface AssignedVariable extends Pick<GoPlace & { kind: 'assignment' }, 'name' | 'typed' | 'assigned'> {
  /** The quote that the value stands in. */
  readonly quote: Quote;
}

/** `GOOS=li`, `CGO_ENABLED="`; GOFLAGS in quotes holds several flags. */
export function assignmentProposal(
  place: Place,
  { name, typed: value, assigned, quote }: AssignedVariable,
): Proposal | undefined {
  const before = name === 'GOFLAGS' && quote !== '' ? value.replace(/(?<!\S)\S*$/, '') : '';
  const typed = value.slice(before.length);
  if (/[\s$"']/.test(typed)) return undefined;
  const given = before.split(/\s+/);
  const values = valueDrafts(place, name, assigned)
    // A quote would hold the second variable of a pair as well.
    .filter(({ label }) => quote === '' || !label.includes(' '))
    .filter(({ label }) => !given.includes(label));
  const references = quote === "'" ? [] : argumentDrafts(place, name);
  const isDeclared = references.every(({ also }) => also === undefined);
  const drafts = isDeclared ? [...references, ...values] : [...values, ...references];
  return drafts.length === 0 ? undefined : { typed, rest: valueRest, drafts };
}

/** The platform argument that suits a variable. Where it is not declared yet, its ARG comes with it. */
function argumentDrafts(place: Place, name: string): readonly Draft[] {
  const suiting: Readonly<Record<string, string>> = { GOOS: 'TARGETOS', GOARCH: 'TARGETARCH' };
  const argument = ownValue(suiting, name);
  const { model, step } = place;
  if (argument === undefined || !place.stage) return [];
  const entry = place.environment.get(argument);
  // An ARG that declares it below does not count, nor can one stand in the instruction that is being written.
  if (!entry && (!step || step.instruction.kind === 'ARG')) return [];
  const value = entry ? valueText(entry) : valueTextOf(model.globalArgs.get(argument));
  return [
    {
      label: `$${argument}`,
      kind: 'variable',
      detail: entry ? value : say`${value ?? say`the platform of the image`}, adds ARG ${argument}`,
      ...(!entry && step && { also: [insertBefore(model, step.instruction, `ARG ${argument}`)] }),
      documentation: () => documentVariable(argument),
    },
  ];
}

/** What GOFLAGS often holds: flags that go has for many of its commands. */
const flagsForAll = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-mod=mod', '-modcacherw', '-tags=', '-v'];

function valueDrafts(place: Place, name: string, assigned: ReadonlyMap<string, string>): readonly Draft[] {
  const row = textOf(goVariableTexts, name);
  const plain = (label: string, detail?: string): Draft => ({
    label,
    kind: 'value',
    detail,
    documentation: () => documentValue(row, label) ?? documentRow(row),
  });
  switch (name) {
    case 'GOOS':
    case 'GOARCH':
      return portDrafts(place, name, assigned);
    case 'CGO_ENABLED': {
      const compiler = place.image && valueOf(place.image.compiler);
      return [
        plain('0', say`no C`),
        plain('1', compiler === false ? say`needs gcc, which is not in this stage` : say`with C`),
      ];
    }
    case 'GOFLAGS':
      return flagsForAll.flatMap((label): Draft[] => {
        const flag = label.slice(1).replace(/=.*/, '');
        if (!findFlag('build', flag, place.go)) return [];
        return [{ label, kind: 'flag', documentation: () => documentGoFlag('build', flag) }];
      });
    case 'CC':
    case 'CXX': {
      const language = name === 'CC' ? 'c' : 'c++';
      return [...(place.image?.cCompilers ?? [])]
        .filter(([, compiler]) => compiler.language === language)
        .map(([label, { arch, libc }]) =>
          plain(
            label,
            [arch === undefined ? say`for this platform` : say`for ${arch}`, ...(libc === 'other' ? [] : [libc])].join(
              ', ',
            ),
          ),
        );
    }
    case 'GOARM': {
      const levels = (row?.values ?? []).map(({ name: level }) => plain(level));
      // Go 1.22 release notes, "Ports".
      const floats = ['5', '6', '7'].flatMap((level) => [`${level},hardfloat`, `${level},softfloat`]);
      return [...levels, ...(place.go && !isAtLeast(place.go, 1, 22) ? [] : floats.map((level) => plain(level)))];
    }
    case 'GOARM64': {
      if (place.go && !isAtLeast(place.go, 1, 23)) return [];
      // internal/buildcfg.ParseGoarm64.
      const levels = [
        ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `v8.${n}`),
        ...[0, 1, 2, 3, 4, 5].map((n) => `v9.${n}`),
      ];
      return levels.map((level) => plain(level));
    }
    default:
      if (place.stage === undefined) return tagPartDrafts(place, name);
      return (row?.values ?? [])
        .filter(({ name: value }) => isKnownValue(place, name, value))
        .map(({ name: value }) => plain(value));
  }
}

/** Values that a later Go brought. Source: release notes. */
const sinceMinor: Readonly<Record<string, number>> = {
  'GORISCV64=rva20u64': 23,
  'GORISCV64=rva22u64': 23,
  'GORISCV64=rva23u64': 25,
  'GOTOOLCHAIN=local': 21,
  'GOTOOLCHAIN=auto': 21,
  'GOTOOLCHAIN=path': 21,
  'GOFIPS140=off': 24,
  'GOFIPS140=latest': 24,
  'GOFIPS140=v1.0.0': 24,
};

function isKnownValue({ go }: Place, name: string, value: string): boolean {
  const since = ownValue(sinceMinor, `${name}=${value}`);
  return since === undefined || !go || isAtLeast(go, 1, since);
}

/** Systems or architectures that make a pair with the other one; without the other one, pairs as a whole. */
function portDrafts(place: Place, name: 'GOOS' | 'GOARCH', assigned: ReadonlyMap<string, string>): readonly Draft[] {
  const other = name === 'GOOS' ? 'GOARCH' : 'GOOS';
  const written = assigned.get(other);
  const platform = place.stage && valueOf(place.stage.platform);
  const fallback = name === 'GOOS' ? platform?.architecture : platform?.os;
  const set = written ?? effective(place, other);
  const reference = /^\$\{?(\w+)\}?$/.exec(set ?? '')?.[1];
  const partner = (reference === undefined ? set : effective(place, reference)) || fallback;
  const pairs = portsOf(place.go);
  const systems = ['linux', 'darwin', 'windows'];
  const architectures = ['amd64', 'arm64', 'arm'];
  const rank = (list: readonly string[], value: string): number => (list.indexOf(value) + 1 || 99) - 1;
  const documentation = (): string | undefined => documentVariable(name);
  const matching = pairs
    .filter((pair) => (name === 'GOOS' ? pair.goarch : pair.goos) === partner)
    .map((pair) => (name === 'GOOS' ? pair.goos : pair.goarch))
    .toSorted(
      (a, b) => rank(name === 'GOOS' ? systems : architectures, a) - rank(name === 'GOOS' ? systems : architectures, b),
    )
    .map((label): Draft => ({
      label,
      kind: 'value',
      detail: name === 'GOOS' ? say`with ${`GOARCH=${partner ?? ''}`}` : say`with ${`GOOS=${partner ?? ''}`}`,
      documentation,
    }));
  if (set !== undefined || name === 'GOARCH') return matching;
  const whole = pairs
    .filter(({ goarch }) => goarch !== partner)
    .toSorted(
      (a, b) =>
        rank(systems, a.goos) - rank(systems, b.goos) || rank(architectures, a.goarch) - rank(architectures, b.goarch),
    )
    .map(({ goos, goarch }): Draft => ({
      label: `${goos} GOARCH=${goarch}`,
      kind: 'value',
      detail: `${goos}/${goarch}`,
      documentation,
    }));
  return [...matching, ...whole];
}

/** Names for ENV: of go where it compiles, of agents where they are read. */
export function environmentProposal(place: Place, typed: string): Proposal | undefined {
  const { model, stage } = place;
  if (!stage || !/^\w*$/.test(typed)) return undefined;
  const hasGo = mayHaveGo(place);
  const isShipped = model.target !== undefined && chain(model, model.target).includes(stage);
  const names = hasGo ? forStages : [];
  const others = hasGo ? goVariableTexts.map(({ name }) => name) : [];
  const runtime = isShipped ? ['GOMEMLIMIT', 'GOMAXPROCS', 'GOGC', 'GODEBUG', 'GOTRACEBACK', 'TZ'] : [];
  const agents = agentVariables.flatMap((row): Draft[] => {
    const name = literalName(row);
    const isRead = (row.run !== undefined && isShipped) || (row.build !== undefined && hasGo);
    return name !== undefined && isRead && !row.isSecret && !row.value ? [agentDraft(name, row, `${name}=`)] : [];
  });
  const isSet = new Set(
    stage.steps.flatMap(({ instruction }) =>
      instruction.kind === 'ENV' ? instruction.pairs.map((pair) => pair.name) : [],
    ),
  );
  isSet.delete(typed);
  // In an image that is not known, what the program reads is likelier than what go does.
  const isBuilder = valueOf(stage.goVersion) !== undefined;
  const ordered = isBuilder ? [...names, ...runtime, ...others] : [...runtime, ...names, ...others];
  const variables = [...new Set(ordered)]
    .filter((name) => isGoVariable(name) && !readOnly.has(name) && !isSet.has(name))
    .map((name) => variableDraft(place, name, `${name}=`));
  const drafts = isBuilder ? [...variables, ...agents] : [...agents, ...variables];
  return { typed, rest: /^\w*=?/, drafts: drafts.filter(({ label }) => !isSet.has(label)) };
}

/** What `go env` prints and nobody sets. Source: `go help environment`, "Additional information available". */
const readOnly: ReadonlySet<string> = new Set(
  'GOEXE GOGCCFLAGS GOHOSTARCH GOHOSTOS GOTELEMETRY GOTOOLDIR GOVERSION GOROOT'.split(' '),
);

/** Names for ARG: what BuildKit fills in, and the arguments above the first FROM. */
export function argProposal(place: Place, typed: string, given: readonly string[]): Proposal | undefined {
  if (!place.stage || !/^\w*$/.test(typed)) return undefined;
  const { model } = place;
  const globals = [...model.globalArgs].filter(([, { source }]) => source === 'ARG');
  const order = ['TARGETOS', 'TARGETARCH', 'TARGETPLATFORM', 'TARGETVARIANT', 'BUILDPLATFORM', 'BUILDOS', 'BUILDARCH'];
  const automatic = [...new Set([...order, ...platformArgTexts.map(({ name }) => name)])];
  const declared = new Set(given.map((word) => word.replace(/=.*/s, '')));
  const drafts = [
    ...globals.map(([name, entry]): Draft => ({
      label: name,
      kind: 'variable',
      detail: say`${valueText(entry) ?? say`no default`}, from above the first FROM`,
      documentation: () => documentVariable(name, say`Takes the value of the ARG above the first FROM.`),
    })),
    ...automatic.map((name): Draft => ({
      label: name,
      kind: 'variable',
      detail: valueTextOf(model.globalArgs.get(name)),
      documentation: () => documentVariable(name, say`Filled in by BuildKit, if it is declared without a default.`),
    })),
    {
      label: 'SOURCE_DATE_EPOCH',
      kind: 'variable' as const,
      documentation: () => documentVariable('SOURCE_DATE_EPOCH'),
    },
  ];
  return {
    typed,
    rest: nameRest,
    drafts: drafts.filter(({ label }) => !declared.has(label) && !place.environment.has(label)),
  };
}

/**
 * `$NAME` and `${NAME}`: the variables in scope, with what they hold.
 * @param offset of the cursor, in a script: variables that it has set before count too
 */
export function dollarProposal(place: Place, written: string, offset?: number): Proposal | undefined {
  const match = /(?<!\\)\$(\{?)([A-Za-z_]\w*|)$/.exec(written);
  if (!match) return undefined;
  const isBraced = match[1] === '{';
  const own = (place.step?.execution?.effects ?? [])
    .filter(({ kind, span }) => kind !== 'cd' && offset !== undefined && span.end < offset)
    .map(({ name, value }): [string, EnvironmentEntry] => [name, { value, span: undefined, source: 'ENV' }]);
  const inScript = new Set(own.map(([name]) => name));
  const drafts = [...new Map([...place.environment, ...own])]
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
    .toSorted(([, a], [, b]) => sourceRank(a) - sourceRank(b))
    .map(([name, entry]): Draft => ({
      label: name,
      kind: 'variable',
      newText: isBraced ? `${name}}` : name,
      detail: `${valueText(entry) ?? say`not known`}, ${inScript.has(name) ? say`set above` : sourceText(place, entry)}`,
      documentation: () => documentVariable(name),
    }));
  const all = [...drafts, ...undeclaredDrafts(place, isBraced)].filter(
    ({ label }, index, list) => list.findIndex((other) => other.label === label) === index,
  );
  return all.length === 0 ? undefined : { typed: match[2] ?? '', rest: isBraced ? /^\w*\}?/ : nameRest, drafts: all };
}

/** Platform arguments that the stage does not declare yet: their ARG comes with them. */
function undeclaredDrafts({ model, environment, step, stage, isInFrom }: Place, isBraced: boolean): readonly Draft[] {
  // An ARG below does not count, and none can stand in the instruction that is being written.
  if (!stage || isInFrom || !step || step.instruction.kind === 'ARG') return [];
  return ['TARGETOS', 'TARGETARCH', 'TARGETPLATFORM', 'TARGETVARIANT', 'BUILDPLATFORM', 'BUILDARCH', 'BUILDOS']
    .filter((name) => !environment.has(name))
    .map((name) => ({
      label: name,
      kind: 'variable',
      newText: isBraced ? `${name}}` : name,
      detail: say`${valueTextOf(model.globalArgs.get(name)) ?? say`not known`}, adds ARG ${name}`,
      also: [insertBefore(model, step.instruction, `ARG ${name}`)],
      documentation: () => documentVariable(name),
    }));
}

function sourceRank({ source }: EnvironmentEntry): number {
  return ['ARG', 'ENV', 'platform', 'image'].indexOf(source);
}

function sourceText({ isInFrom }: Place, { source }: EnvironmentEntry): string {
  if (source === 'image') return say`from the image`;
  if (source === 'platform') return isInFrom ? say`from BuildKit` : say`a platform argument`;
  return source;
}

function valueText({ value }: EnvironmentEntry): string | undefined {
  if (!isSettled(value)) return undefined;
  return value.value === '' ? say`empty` : value.value.length > 60 ? `${value.value.slice(0, 59)}…` : value.value;
}

function valueTextOf(entry: EnvironmentEntry | undefined): string | undefined {
  return entry && valueText(entry);
}

function variableDraft(place: Place, name: string, newText: string): Draft {
  const now = effective(place, name);
  return {
    label: name,
    kind: 'variable',
    newText,
    detail: now === undefined || now === '' ? undefined : say`now ${now}`,
    documentation: () => documentRow(textOf(variableTexts, name)),
  };
}

function agentDraft(label: string, { says, source }: AgentVariable, newText: string): Draft {
  const link = source.url === undefined ? source.title : `[${source.title}](${source.url})`;
  return {
    label,
    kind: 'variable',
    newText,
    snippet: escapeSnippet(newText),
    documentation: () => [says, say`Source: ${link}`].join('\n\n'),
  };
}

/** The name of a row that is for one variable only. */
function literalName({ name }: AgentVariable): string | undefined {
  return /^\^([A-Z][A-Z0-9_]*)\$$/.exec(name.source)?.[1];
}
