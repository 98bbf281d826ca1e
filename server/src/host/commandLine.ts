import { printableLine } from '../text/printable';
import { parseArgs } from 'node:util';
import { isPlatform } from '../settings';
import { isOneOf } from '../text/oneOf';
import { version } from '../version';
import { check, failOnChoices, formatChoices, type CheckOptions } from './checkCommand';
import { describeDockerfile, explain, type ExplainOptions } from './explainCommand';
import type { inspect as inspectSubject, InspectOptions } from './inspectCommand';
import { describeBug, UsageError, type Program, type Surface } from './program';

const usage = `Tells before you build whether the Go program in a Dockerfile will build, start and work in the image you ship.

Usage:
  go-dockerfile check   [options] PATH...
  go-dockerfile explain [options] DOCKERFILE
  go-dockerfile inspect [options] IMAGE|BINARY|FOLDER|TAR
  go-dockerfile lsp --stdio

check: report findings. A PATH is a Dockerfile, a Kubernetes manifest (*.yaml, *.yml, *.json), a folder (Dockerfiles are found by name, manifests by labels of ack-onepilot; .gitignore is honoured), or - for a Dockerfile on standard input.
  --format text|json|sarif|github                       how to report (default: text)
  --fail-on error|warning|information|hint|never        exit with 1 from this severity on (default: error)
  --fix                                                 apply the safe fixes; --fix=review applies those to review as well

explain: show stages, binaries and the verdict with its reasons.
  --json                                                for programs
  --context DIR                                         build context (default: found from the Dockerfile's place)
  --target STAGE                                        stage to build (default: the last one)
  --platform OS/ARCH[/VARIANT]                          platform of the image (default: linux/amd64, unless the project builds for others only)
  --build-arg NAME=VALUE                                as for docker build; can be repeated

inspect: look into a binary, or into an image of a container engine, an OCI layout in a folder, or a tar archive of either kind.
  --json                                                for programs
  --platform OS/ARCH[/VARIANT]                          which image, if there are several (default: the engine's choice)
  --engine NAME                                         docker, podman, nerdctl, or an absolute path (default: docker)
  --dockerfile FILE                                     compare with what this Dockerfile says; --context, --target and --build-arg as for explain

lsp: serve an editor. --stdio is the only transport.

Exit codes: 0 nothing to report, 1 findings at or above --fail-on, or what is inspected differs from what is known of its Dockerfile, 2 wrong usage or unreadable input.
Settings are read from .go-dockerfile.yaml in the Dockerfile's folder or above.
`;

/** The bundle of `inspect`. */
interface Inspector {
  readonly inspect: typeof inspectSubject;
}

/**
 * Runs one command line and returns the exit code. Never throws.
 * @param args without the names of the interpreter and the script
 * @param serve starts the language server; returns at once
 * @param loadInspector loads what only `inspect` needs
 */
export async function runCommandLine(
  args: readonly string[],
  surface: Surface,
  load: () => Promise<Program>,
  serve: () => void,
  loadInspector: () => Promise<Inspector>,
): Promise<number> {
  try {
    return await dispatch(args, surface, load, serve, loadInspector);
  } catch (error) {
    if (error instanceof UsageError)
      surface.stderr(`go-dockerfile: ${error.message.split('\n').map(printableLine).join('\n')}\n`);
    else surface.stderr(`${describeBug(error, surface.env)}\n`);
    return 2;
  }
}

async function dispatch(
  args: readonly string[],
  surface: Surface,
  load: () => Promise<Program>,
  serve: () => void,
  loadInspector: () => Promise<Inspector>,
): Promise<number> {
  const [command, ...rest] = args;
  const operands = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length);
  if (
    command === '--help' ||
    command === '-h' ||
    command === 'help' ||
    operands.includes('--help') ||
    operands.includes('-h')
  ) {
    surface.stdout(usage);
    return 0;
  }
  switch (command) {
    case '--version':
      surface.stdout(`${version}\n`);
      return 0;
    case 'check':
      return check(readCheckOptions(rest), surface, await load());
    case 'explain':
      return explain(readExplainOptions(rest), surface, await load());
    case 'inspect':
      return inspect(readInspectOptions(rest), surface, load, await loadInspector());
    case 'lsp':
      // Clients add options of their own, such as --clientProcessId=1.
      if (!rest.includes('--stdio')) throw new UsageError('lsp needs --stdio, which is the only transport.');
      serve();
      return 0;
    case undefined:
      surface.stderr(usage);
      return 2;
    default:
      throw new UsageError(`There is no command '${command}'. Commands: check, explain, inspect, lsp. ${seeHelp}`);
  }
}

function readCheckOptions(args: readonly string[]): CheckOptions {
  const { fix, rest } = takeFix(args);
  const { values, positionals } = parse(() =>
    parseArgs({
      args: rest,
      allowPositionals: true,
      options: { format: { type: 'string' }, 'fail-on': { type: 'string' } },
    }),
  );
  if (positionals.length === 0) throw new UsageError(`check needs at least one path; . is this folder. ${seeHelp}`);
  if (fix !== undefined && positionals.includes('-')) {
    throw new UsageError('--fix changes files, and - is none. Name the file, or leave out --fix.');
  }
  return {
    paths: positionals,
    format: choose('--format', values.format ?? 'text', formatChoices),
    failOn: choose('--fail-on', values['fail-on'] ?? 'error', failOnChoices),
    fix,
  };
}

/** `--fix` stands alone or has a value behind `=`, which parseArgs cannot express. */
function takeFix(args: readonly string[]): { fix: CheckOptions['fix']; rest: string[] } {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  let fix: CheckOptions['fix'];
  const rest = args.filter((arg, position) => {
    if (position >= end || (arg !== '--fix' && !arg.startsWith('--fix='))) return true;
    fix = arg === '--fix' ? 'safe' : choose('--fix', arg.slice('--fix='.length), ['safe', 'review']);
    return false;
  });
  return { fix, rest };
}

interface InspectArguments {
  readonly inspection: InspectOptions;
  /** Of the Dockerfile to compare with. */
  readonly explanation: Omit<ExplainOptions, 'path' | 'json'>;
}

async function inspect(
  { inspection, explanation }: InspectArguments,
  surface: Surface,
  load: () => Promise<Program>,
  inspector: Inspector,
): Promise<number> {
  const predict: Parameters<typeof inspectSubject>[1]['predict'] = async (platform, binary) => {
    const program = await load();
    const settings = { ...(platform !== undefined && { platform }), ...explanation.settings };
    const options = { ...explanation, path: inspection.dockerfile ?? '', settings };
    return program.predict(await describeDockerfile(options, surface, program), binary);
  };
  const outcome = await inspector.inspect(inspection, { ...surface, predict });
  if ('problem' in outcome) throw new UsageError(outcome.problem);
  return outcome.code;
}

function readInspectOptions(args: readonly string[]): InspectArguments {
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...dockerfileOptions, engine: { type: 'string' }, dockerfile: { type: 'string' } },
    }),
  );
  const [subject, ...others] = positionals;
  if (subject === undefined || subject === '' || others.length > 0)
    throw new UsageError(`inspect needs one image, binary, folder or tar archive. ${seeHelp}`);
  const { json, ...explanation } = readDockerfileOptions(values);
  const { dockerfile, engine = 'docker', platform } = values;
  const stray = (['context', 'target', 'build-arg'] as const).find((name) => values[name] !== undefined);
  if (dockerfile === undefined && stray !== undefined)
    throw new UsageError(`--${stray} is about the Dockerfile to compare with. Name that with --dockerfile.`);
  return { inspection: { subject, json, platform, engine, dockerfile }, explanation };
}

function readExplainOptions(args: readonly string[]): ExplainOptions {
  const { values, positionals } = parse(() =>
    parseArgs({ args: [...args], allowPositionals: true, options: dockerfileOptions }),
  );
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new UsageError(`explain needs the path of one Dockerfile. ${seeHelp}`);
  return { path, ...readDockerfileOptions(values) };
}

/** Options about one Dockerfile, which `explain` and `inspect` share. */
const dockerfileOptions = {
  json: { type: 'boolean' },
  context: { type: 'string' },
  target: { type: 'string' },
  platform: { type: 'string' },
  'build-arg': { type: 'string', multiple: true },
} as const;

function readDockerfileOptions(values: {
  readonly json?: boolean | undefined;
  readonly context?: string | undefined;
  readonly target?: string | undefined;
  readonly platform?: string | undefined;
  readonly 'build-arg'?: readonly string[] | undefined;
}): Omit<ExplainOptions, 'path'> {
  if (values.platform !== undefined && !isPlatform(values.platform)) {
    throw new UsageError(
      `--platform has to be OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64, not '${values.platform}'.`,
    );
  }
  return {
    json: values.json ?? false,
    context: values.context,
    settings: {
      ...(values.target !== undefined && { target: values.target }),
      ...(values.platform !== undefined && { platform: values.platform }),
      buildArgs: Object.fromEntries((values['build-arg'] ?? []).map(readBuildArg)),
    },
  };
}

function readBuildArg(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--build-arg has to be NAME=VALUE, not '${text}'.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Node adds advice to its first sentence.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new UsageError(`${(sentence ?? '').replace(/\.$/, '')}. ${seeHelp}`);
  }
}

function choose<const T extends string>(option: string, value: string, choices: readonly T[]): T {
  if (isOneOf(value, choices)) return value;
  throw new UsageError(`${option} has to be one of ${choices.join(', ')}, not '${value}'.`);
}

const seeHelp = 'See go-dockerfile --help.';
