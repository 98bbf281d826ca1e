import { known, unknown, valueOf } from '../facts/fact';
import { execute } from '../shell/execute';
import { parseUnquotedScript } from '../shell/parse';
import type { GivenName } from '../features/navigation/givenNames';
import { define, readNames, splitPlatforms, type BuildDefinition } from './definition';

/** `docker build --help`, `docker buildx build --help`: options without a value. */
const switches: ReadonlySet<string> = new Set([
  '--check',
  '--compress',
  '--debug',
  '-D',
  '--disable-content-trust',
  '--force-rm',
  '--load',
  '--no-cache',
  '--pull',
  '--push',
  '-q',
  '--quiet',
  '--rm',
  '--squash',
]);

const programs: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl', 'buildah', 'docker-buildx']);

/**
 * The builds that a shell script starts: `docker build -f x .`, `docker buildx build …`, and those of podman, buildah and
 * nerdctl, which take the same words.
 * @param folder in which the script runs
 */
export function scriptBuilds(script: string, folder: string, what: string): readonly BuildDefinition[] {
  if (!/\b(?:build|bud)\b/.test(script)) return [];
  const whole = { start: 0, end: script.length };
  const { commands } = execute(
    parseUnquotedScript(script, whole),
    { variables: new Map(), workdir: known(folder), mayHoldMore: true },
    { substitute: () => unknown('shell-computed') },
  );
  return commands.flatMap(({ argv, workdir }) => {
    const at = valueOf(workdir);
    const words = argv.map(({ value }) => valueOf(value));
    const written = argv.map(({ value, word }) => valueOf(value) ?? word?.raw.replace(/["']/g, '') ?? '');
    const found = at === undefined ? undefined : readCommand(words, at, what);
    return found ? [{ ...found, names: namesOf(written) }] : [];
  });
}

/** What --target and --build-arg name; they are not edited here. */
function namesOf(words: readonly string[]): readonly GivenName[] {
  const valuesOf = (option: string): readonly string[] =>
    words.flatMap((word, index) =>
      word === option ? (words[index + 1] ?? []) : word.startsWith(`${option}=`) ? word.slice(option.length + 1) : [],
    );
  return [
    ...valuesOf('--target').flatMap((target) => readNames(target, [])),
    ...readNames('', valuesOf('--build-arg')),
  ];
}

function readCommand(
  words: readonly (string | undefined)[],
  folder: string,
  what: string,
): BuildDefinition | undefined {
  const [program, ...others] = words[0] === 'sudo' ? words.slice(1) : words;
  if (program === undefined || !programs.has(program.slice(program.lastIndexOf('/') + 1))) return undefined;
  const verb = others.findIndex((word) => word === 'build' || word === 'bud');
  const before = others.slice(0, verb);
  if (verb < 0 || before.some((word) => word !== 'buildx' && word !== 'image' && word !== 'builder')) return undefined;
  let context: string | undefined;
  let file: string | undefined;
  const platforms: string[] = [];
  const tags: (string | undefined)[] = [];
  const rest = others.slice(verb + 1);
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i];
    // A word that cannot be told may be an option, its value, or the context.
    if (word === undefined) continue;
    const [, option = '', value] = /^(-f|--file|--platform|-t|--tag)=?(.*)$/s.exec(word) ?? [];
    const given = option !== '' && value === '' ? (rest[++i] ?? '$') : value;
    if (option === '--platform') platforms.push(...splitPlatforms(given));
    else if (option === '-t' || option === '--tag') tags.push(given === '$' ? undefined : given);
    else if (option !== '') file = given;
    else if (!word.startsWith('-')) context = word;
    else if (!word.includes('=') && !switches.has(word)) i++;
  }
  return context === undefined
    ? undefined
    : define(what, folder, context, file, file === undefined ? undefined : folder, platforms, tags);
}
