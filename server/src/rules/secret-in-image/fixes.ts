import type { EnvInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import { isGoVariable } from '../../golang/variables';
import type { BuildModel, Step } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { readsVariable, removeVariable } from '../fixes/environment';
import { removeInstruction } from '../fixes/instructions';
import type { Fix } from '../rule';

/** Takes a variable out of an ENV, so that it has to be given when the container starts. None if other instructions read it. */
export function leaveToStart(model: BuildModel, instruction: EnvInstruction, span: Span): readonly Fix[] {
  const pair = instruction.pairs.find((other) => other.span.start === span.start);
  if (!pair || isGoVariable(pair.name) || readsVariable(model.dockerfile.text, pair.name)) return [];
  const edit = removeVariable(model, instruction, pair);
  return edit
    ? [{ title: say`Leave ${pair.name} to the start of the container`, safety: 'review', edits: [edit] }]
    : [];
}

/** The verbs of go that may fetch modules. */
const fetching = new Set(['mod', 'get', 'build', 'install', 'test', 'generate', 'run', 'vet', 'list', 'tool']);

/**
 * A .netrc file as a build secret for the RUNs that fetch modules, in the place of a RUN that does nothing but configure git
 * with a token. git asks curl, and curl asks .netrc (git-config, http.*). None if git itself is called later.
 */
export function mountNetrc(model: BuildModel, step: Step, names: readonly string[]): readonly Fix[] {
  const { text } = model.dockerfile;
  const { instruction, execution, image } = step;
  const stage = model.stages.find(({ steps }) => steps.includes(step));
  const commands = execution?.commands ?? [];
  if (!stage || instruction.kind !== 'RUN' || !instruction.script || commands.length === 0) return [];
  const configures = commands.every(
    ({ argv }) => argv[0] && isWord(argv[0].value, 'git') && argv[1] && isWord(argv[1].value, 'config'),
  );
  const user = valueOf(step.user);
  if (!configures || (user !== 'root' && user !== '0' && !(user === '' && image.user === ''))) return [];
  const later = stage.steps.slice(stage.steps.indexOf(step) + 1);
  const runs = later.filter(({ instruction: { kind } }) => kind === 'RUN');
  if (later.some(({ instruction: { kind } }) => kind === 'USER') || runs.some(callsGit)) return [];
  const going = runs.filter((run) => verbs(run).some((verb) => fetching.has(verb)));
  const downloads = going.filter((run) => verbs(run).includes('mod'));
  const needing = downloads.length > 0 ? downloads : going;
  if (
    needing.length === 0 ||
    needing.some(({ instruction: run }) => run.flags.some(({ value }) => value?.includes('netrc') === true))
  )
    return [];
  const edits: Edit[] = [removeInstruction(model, instruction)];
  for (const { instruction: run } of needing) {
    const place = run.keywordSpan.end;
    edits.push({ span: { start: place, end: place }, newText: ' --mount=type=secret,id=netrc,target=/root/.netrc' });
  }
  const rest = text.slice(0, instruction.span.start) + text.slice(instruction.span.end);
  for (const { instruction: other } of stage.steps) {
    const [only] = other.kind === 'ARG' && other.args.length === 1 ? other.args : [];
    if (only && names.includes(only.name) && !readsVariable(rest, only.name))
      edits.push(removeInstruction(model, other));
  }
  if (edits.some(({ span, newText }) => newText === '' && /^\s*#/m.test(text.slice(span.start, span.end)))) return [];
  return [{ title: say`Mount a .netrc file as a build secret where modules are fetched`, safety: 'review', edits }];
}

function isWord(value: Parameters<typeof valueOf<string>>[0], word: string): boolean {
  return valueOf(value) === word;
}

function verbs({ execution }: Step): readonly string[] {
  return (execution?.commands ?? []).flatMap(({ argv: [program, verb] }) =>
    program && verb && isWord(program.value, 'go') ? [valueOf(verb.value) ?? ''] : [],
  );
}

function callsGit({ execution }: Step): boolean {
  return (execution?.commands ?? []).some(({ argv: [program, verb] }) => {
    const fetches = ['clone', 'fetch', 'pull', 'submodule', 'ls-remote'];
    return (
      program !== undefined &&
      isWord(program.value, 'git') &&
      fetches.includes((verb && valueOf(verb.value)) ?? 'clone')
    );
  });
}
