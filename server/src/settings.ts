import { observabilityProfiles, type ObservabilityChoice } from './model/observability';
import { parsePlatform } from './dockerfile/platform';
import type { Severity } from './rules/rule';
import { nearest } from './text/nearest';
import { say } from './text/say';

/** What a user can choose, in the editor (`goDockerfile.*`) and in a project file (`.go-dockerfile.yaml`). */
export interface Settings {
  /** Severity by rule id; `off` silences a rule. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  /** Stage that is built; the last one if undefined. */
  readonly target: string | undefined;
  /** That of the project's files, or linux/amd64, if undefined. */
  readonly platform: string | undefined;
  /** Platforms of an image for several; those of the project's files, or the usual ones, if there are none. */
  readonly platforms: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Folder of the build context; found from the Dockerfile's place if undefined. */
  readonly context: string | undefined;
  /** What observes the program. */
  readonly observability: ObservabilityChoice;
  /** OneAgent and AppOptima: static monitoring is on. */
  readonly staticMonitoring: boolean;
  /** Which inlay hints an editor shows. */
  readonly inlayHints: InlayHintChoice;
  /** Whether an editor shows code lenses. */
  readonly codeLens: boolean;
}

/** The kinds of inlay hints: on or off. */
export interface InlayHintChoice {
  /** C library and Go version behind FROM. */
  readonly image: boolean;
  /** How a go build links, behind it. */
  readonly linkage: boolean;
  /** Whether cgo is on, GOOS and GOARCH of a go build, behind it. */
  readonly environment: boolean;
  /** What becomes of the image, behind its ENTRYPOINT or CMD. */
  readonly verdict: boolean;
}

/** One setting, as the manifest, the README and the reader of settings need it. */
interface SettingRow {
  readonly name: string;
  readonly kind: 'rules' | 'text' | 'texts' | 'list' | 'choice' | 'switch';
  readonly default: string | boolean | readonly never[] | Readonly<Record<string, never>>;
  /** Markdown, one line. */
  readonly description: string;
  /** `machine`: a workspace cannot set it, as it names a program that is run. */
  readonly scope: 'resource' | 'window' | 'machine';
  readonly choices?: readonly string[];
  /** Which texts make sense, and how to say so. */
  readonly form?: { readonly fits: (text: string) => boolean; readonly says: () => string };
  /** Read by the editor's part alone; no meaning in a project file. */
  readonly editorOnly?: true;
}

/** The one list of settings. */
export const settingRows = [
  {
    name: 'rules',
    kind: 'rules',
    default: {},
    scope: 'resource',
    description: 'Severity of each rule, or `off`: `{ "floating-suite": "off" }`.',
  },
  {
    name: 'target',
    kind: 'text',
    default: '',
    scope: 'resource',
    description: 'Build stage that is shipped, by name or number: `--target` of `docker build`. Empty: the last one.',
  },
  {
    name: 'platform',
    kind: 'text',
    default: '',
    scope: 'resource',
    description:
      'Platform that the image is built for: `--platform` of `docker build`. Empty: the one that a compose file, bake file, VS Code task, Makefile or GitHub workflow of the project names, if it is one, else linux/amd64.',
    form: { fits: isPlatform, says: () => say`OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64` },
  },
  {
    name: 'platforms',
    kind: 'list',
    default: [],
    scope: 'resource',
    description:
      'Platforms that *Build multi-arch* proposes: `["linux/amd64", "linux/arm64", "linux/arm/v7"]`. Empty: those that a compose file, bake file, VS Code task, Makefile or GitHub workflow of the project names, if they are several, else linux/amd64 and linux/arm64.',
    form: { fits: isPlatform, says: () => say`OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64` },
  },
  {
    name: 'buildArgs',
    kind: 'texts',
    default: {},
    scope: 'resource',
    description: 'Values of build arguments, as `--build-arg` gives them: `{ "GO_VERSION": "1.26" }`.',
  },
  {
    name: 'context',
    kind: 'text',
    default: '',
    scope: 'resource',
    description:
      'Folder of the build context, absolute or relative to the workspace folder or project file. Empty: the one that a compose file, bake file, VS Code task, Makefile or GitHub workflow of the project names, else the folder of the Dockerfile, or the Go module around it if only that holds what the Dockerfile copies.',
  },
  {
    name: 'observability',
    kind: 'choice',
    choices: ['auto', 'none', ...observabilityProfiles],
    default: 'auto',
    scope: 'resource',
    description:
      'What observes the program: `arms` (Alibaba ARMS), `oneagent` (Dynatrace), `appoptima` (AppOptima), `otel` (OpenTelemetry at compile time), `none`, or `auto`, which goes by what the Dockerfile shows.',
  },
  {
    name: 'oneagent.staticMonitoring',
    kind: 'switch',
    default: false,
    scope: 'resource',
    description:
      'Whether static monitoring of Go programs is switched on in OneAgent or AppOptima: static binaries are then fine.',
  },
  {
    name: 'inlayHints.image',
    kind: 'switch',
    default: true,
    scope: 'resource',
    description: 'Show the C library and the Go version of an image behind FROM.',
  },
  {
    name: 'inlayHints.linkage',
    kind: 'switch',
    default: true,
    scope: 'resource',
    description:
      'Show how a program is linked behind its `go build`: static, dynamic and against what, or why that is unknown.',
  },
  {
    name: 'inlayHints.environment',
    kind: 'switch',
    default: true,
    scope: 'resource',
    description:
      'Show behind a `go build` whether cgo is on, GOOS and GOARCH, where the command does not set them itself.',
  },
  {
    name: 'inlayHints.verdict',
    kind: 'switch',
    default: true,
    scope: 'resource',
    description: 'Show behind ENTRYPOINT or CMD whether the image builds and its program starts.',
  },
  {
    name: 'codeLens',
    kind: 'switch',
    default: true,
    scope: 'resource',
    description:
      'Show the verdict, and commands that build, above the stages of a Dockerfile that builds a Go program.',
  },
  {
    name: 'docker.command',
    kind: 'text',
    default: '',
    scope: 'machine',
    description:
      'Command line that builds and runs images: `docker`, `podman` or `nerdctl` on PATH, or the absolute path of one. Empty: `docker`.',
    editorOnly: true,
  },
  {
    name: 'registry',
    kind: 'text',
    default: '',
    scope: 'resource',
    description:
      'Registry that *Build multi-arch* pushes to: `ghcr.io`, `localhost:5000`. Empty: the last one, or the environment variable `DOCKER_REGISTRY`, else Docker Hub.',
    editorOnly: true,
  },
  {
    name: 'repository',
    kind: 'text',
    default: '',
    scope: 'resource',
    description:
      'Repository in the registry that *Build multi-arch* pushes to: `team/shop`. Empty: the last one, or the environment variable `DOCKER_REPOSITORY`, else the name of the folder.',
    editorOnly: true,
  },
  {
    name: 'docker.environment',
    kind: 'texts',
    default: {},
    scope: 'machine',
    description:
      'Environment variables for `docker.command`, beside those of VS Code: `{ "DOCKER_HOST": "ssh://user@build-machine" }`. For those who start VS Code from a menu, where the variables of a terminal are not set.',
    editorOnly: true,
  },
  {
    name: 'trace.server',
    kind: 'choice',
    choices: ['off', 'messages', 'verbose'],
    default: 'off',
    scope: 'window',
    description: 'Log the messages between the editor and the language server.',
    editorOnly: true,
  },
] as const satisfies readonly SettingRow[];

/** Prefix of the settings in an editor; a project file has them without. */
export const settingsSection = 'goDockerfile';

export const defaultSettings: Settings = {
  rules: {},
  target: undefined,
  platform: undefined,
  platforms: [],
  buildArgs: {},
  context: undefined,
  observability: 'auto',
  staticMonitoring: false,
  inlayHints: { image: true, linkage: true, environment: true, verdict: true },
  codeLens: true,
};

const observabilityChoices: readonly ObservabilityChoice[] = ['auto', 'none', ...observabilityProfiles];

export const severityChoices = ['off', 'hint', 'information', 'warning', 'error'] as const;

/** Settings of which some are given. */
export type PartialSettings = Partial<Omit<Settings, 'inlayHints'>> & {
  readonly inlayHints?: Partial<InlayHintChoice>;
};

export interface ParsedSettings {
  /** Only what was given and could be read; defaults are not filled in. */
  readonly settings: PartialSettings;
  /** Sentences for the user, one for each value that was passed over. */
  readonly problems: readonly string[];
}

/**
 * Reads settings, keys without prefix. Never throws: a value of the wrong kind is passed over, and said so.
 * A value that equals the default counts as not given, as editors hand out defaults for what the user left alone.
 * @param value what an editor or a YAML file holds; undefined and null stand for nothing
 * @param ruleIds all rules, so that a misspelt one is noticed
 */
export function parseSettings(value: unknown, ruleIds: readonly string[]): ParsedSettings {
  const problems: string[] = [];
  if (value === undefined || value === null) return { settings: {}, problems };
  if (!isRecord(value))
    return { settings: {}, problems: [say`Settings have to be keys with values, such as platform: linux/arm64.`] };

  const known: readonly string[] = settingRows.map(({ name }) => name.split('.')[0] ?? name);
  for (const key of Object.keys(value)) {
    if (known.includes(key) || settingRows.some(({ name }) => name === key)) continue;
    problems.push(say`There is no setting '${key}'.${problems.length < mostSuggestions ? suggest(key, known) : ''}`);
  }
  const target = readText('target', value, problems);
  const platform = readText('platform', value, problems);
  const context = readText('context', value, problems);
  const platforms = readPlatforms(value['platforms'], problems);
  const observability = readObservability(value['observability'], problems);
  const switches = readSwitches(value, problems);
  const staticMonitoring = switches.get('oneagent.staticMonitoring');
  const codeLens = switches.get('codeLens');
  const settings: PartialSettings = {
    rules: readRules(value['rules'], ruleIds, problems),
    buildArgs: readBuildArgs(value['buildArgs'], problems),
    ...(target !== undefined && { target }),
    ...(platform !== undefined && { platform }),
    ...(platforms.length > 0 && { platforms }),
    ...(context !== undefined && { context }),
    ...(observability !== undefined && { observability }),
    ...(staticMonitoring !== undefined && { staticMonitoring }),
    inlayHints: groupOf(switches, 'inlayHints'),
    ...(codeLens !== undefined && { codeLens }),
  };
  return { settings, problems };
}

/** Settings from several places, the weightiest first; tables are joined key by key, the rest is taken whole. */
export function mergeSettings(...sources: readonly PartialSettings[]): Settings {
  const merged = { ...defaultSettings };
  for (const source of [...sources].reverse()) {
    Object.assign(merged, source, {
      rules: { ...merged.rules, ...source.rules },
      buildArgs: { ...merged.buildArgs, ...source.buildArgs },
      inlayHints: { ...merged.inlayHints, ...source.inlayHints },
    });
  }
  return merged;
}

/** Whether the text names a platform: `linux/arm/v7`. */
export function isPlatform(text: string): boolean {
  return text.includes('/') && parsePlatform(text) !== undefined;
}

function readText(name: 'target' | 'platform' | 'context', from: Record<string, unknown>, problems: string[]) {
  const value = from[name];
  const row: SettingRow | undefined = settingRows.find((candidate) => candidate.name === name);
  // A stage may be named by number, which YAML and JSON read as one.
  const text = typeof value === 'number' && name === 'target' ? String(value) : value;
  if (text === undefined || text === null || text === '' || text === row?.default) return undefined;
  if (typeof text !== 'string') {
    problems.push(say`The setting '${name}' has to be a text.`);
    return undefined;
  }
  if (row?.form && !row.form.fits(text)) {
    problems.push(say`The setting '${name}' has to be ${row.form.says()}, not '${text}'.`);
    return undefined;
  }
  return text;
}

/** A list, or a text with commas as `--platform` takes it. */
function readPlatforms(value: unknown, problems: string[]): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  const entries: readonly unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
  const platforms: string[] = [];
  for (const entry of entries) {
    const name = typeof entry === 'string' ? entry.trim() : String(entry);
    if (isPlatform(name)) platforms.push(name);
    else
      problems.push(
        say`The setting 'platforms' has to list OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64, not '${name}'.`,
      );
  }
  return [...new Set(platforms)];
}

function readObservability(value: unknown, problems: string[]): ObservabilityChoice | undefined {
  // YAML 1.1 reads a bare `none` as text, and `no` or `off`, which people try, as false.
  const written = value === false ? 'none' : value;
  if (written === undefined || written === null || written === '' || written === defaultSettings.observability)
    return undefined;
  const found = observabilityChoices.find((choice) => choice === written);
  if (found === undefined)
    problems.push(say`The setting 'observability' has to be one of ${observabilityChoices.join(', ')}.`);
  return found;
}

/**
 * The switches that differ from their defaults, by name: `oneagent: { staticMonitoring: true }`, as editors nest it, or with the
 * dot in the key.
 */
function readSwitches(from: Record<string, unknown>, problems: string[]): ReadonlyMap<string, boolean> {
  const switches = settingRows.filter((row) => row.kind === 'switch');
  const found = new Map<string, boolean>();
  for (const group of new Set(switches.flatMap(({ name }) => groupName(name) ?? [])))
    complainAboutGroup(group, from[group], switches, problems);
  for (const { name, default: usual } of switches) {
    const group = groupName(name);
    const nested = group === undefined ? undefined : from[group];
    const value = (isRecord(nested) ? nested[name.slice(name.indexOf('.') + 1)] : undefined) ?? from[name];
    if (typeof value === 'boolean') {
      if (value !== usual) found.set(name, value);
    } else if (value !== undefined && value !== null) {
      problems.push(say`The setting '${name}' has to be true or false.`);
    }
  }
  return found;
}

/** `oneagent` of `oneagent.staticMonitoring`. */
function groupName(name: string): string | undefined {
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : name.slice(0, dot);
}

function complainAboutGroup(group: string, value: unknown, switches: readonly SettingRow[], problems: string[]): void {
  const keys = switches.flatMap(({ name }) => (groupName(name) === group ? [name.slice(group.length + 1)] : []));
  if (isRecord(value)) {
    for (const key of Object.keys(value).filter((each) => !keys.includes(each)))
      problems.push(
        say`There is no setting '${group}.${key}'.${problems.length < mostSuggestions ? suggest(key, keys) : ''}`,
      );
  } else if (value !== undefined && value !== null)
    problems.push(say`The setting '${group}' has to have keys, such as ${keys[0] ?? ''}: true.`);
}

/** The switches of a group, by their names in it. */
function groupOf(switches: ReadonlyMap<string, boolean>, group: string): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    [...switches].flatMap(([name, value]) =>
      groupName(name) === group ? [[name.slice(group.length + 1), value]] : [],
    ),
  );
}

/** To compare names takes time, and whoever has so many of them wrong has not mistyped them. */
const mostSuggestions = 50;

function readRules(value: unknown, ruleIds: readonly string[], problems: string[]): Settings['rules'] {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    problems.push(say`The setting 'rules' has to name rules with a severity each, such as floating-suite: off.`);
    return {};
  }
  const rules: [string, Severity | 'off'][] = [];
  for (const [id, written] of Object.entries(value)) {
    // YAML 1.1 readers, and people used to them, take a bare `off` for false.
    const severity = severityChoices.find((choice) => choice === (written === false ? 'off' : written));
    if (!ruleIds.includes(id)) {
      problems.push(say`There is no rule '${id}'.${problems.length < mostSuggestions ? suggest(id, ruleIds) : ''}`);
    } else if (severity === undefined) {
      problems.push(say`The severity of rule '${id}' has to be one of ${severityChoices.join(', ')}.`);
    } else rules.push([id, severity]);
  }
  return Object.fromEntries(rules);
}

function readBuildArgs(value: unknown, problems: string[]): Settings['buildArgs'] {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    problems.push(say`The setting 'buildArgs' has to name build arguments with a value each.`);
    return {};
  }
  const args: [string, string][] = [];
  for (const [name, written] of Object.entries(value)) {
    if (typeof written === 'string' || typeof written === 'number' || typeof written === 'boolean') {
      args.push([name, String(written)]);
    } else problems.push(say`The build argument '${name}' has to be a text.`);
  }
  return Object.fromEntries(args);
}

function suggest(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : say` '${meant}' may be meant.`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
