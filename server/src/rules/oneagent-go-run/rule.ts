import type { CommandInstruction } from '../../dockerfile/instruction';
import { unknown, valueOf } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import { execute } from '../../shell/execute';
import { parseScript, parseUnquotedScript } from '../../shell/parse';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { insertBefore, replace } from '../fixes/instructions';
import { earlierLimit, observedTarget } from '../oneAgent/agent';
import { defineRule, fixesOf, type Fix } from '../rule';

export const oneagentGoRun = defineRule({
  id: 'oneagent-go-run',
  title: 'Container that starts its program with go run',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const observed = observedTarget(model);
    if (!observed) return;
    const { agent, target } = observed;
    const start = startOf(target);
    const inWords = start && goRunIn(start.words);
    const span = inWords ?? goRunInScript(target);
    if (!span) return;
    const ground = earlierLimit(agent);
    yield {
      span,
      certainty: ground.certainty,
      message: say`go run makes a temporary program without a symbol table each time the container starts. ${agent.name} cannot monitor it.${ground.note}`,
      fixes: () => fixesOf(start && inWords ? buildFirst(model, target, start, agent.staticMonitoring) : undefined),
    };
  },
});

/** The words `go run` at the beginning; of two instructions, the second one’s. */
function goRunIn([first, second]: readonly StartWord[]): Span | undefined {
  const program = first?.value.slice(first.value.lastIndexOf('/') + 1);
  return first && second && program === 'go' && second.value === 'run'
    ? { start: first.span.start, end: second.span.end }
    : undefined;
}

/** `go run` that a shell comes to for certain, or that CMD makes of an ENTRYPOINT that is go. */
function goRunInScript({ entrypoint, cmd }: Stage): Span | undefined {
  const own = entrypoint?.instruction?.exec?.words ?? [];
  const more = cmd?.instruction?.exec?.words ?? [];
  const [first] = more;
  if (own.length === 1 && first && goRunIn([...own, first])) return first.span;
  const instruction = ((entrypoint?.words?.length ?? 0) > 0 ? entrypoint : cmd)?.instruction;
  if (!instruction) return undefined;
  const [shell, option, text] = instruction.exec?.words ?? [];
  const isShell = /^(?:.*\/)?(?:sh|bash|ash|dash)$/.test(shell?.value ?? '') && /^-\w*c$/.test(option?.value ?? '');
  if (instruction.exec && (!isShell || !text)) return undefined;
  const script = text ? parseUnquotedScript(text.value, text.span) : parseScript(instruction.argument);
  if (script.errors.length > 0) return undefined;
  const shellState = { variables: new Map(), workdir: unknown('not-modelled') };
  for (const { argv, runs } of execute(script, shellState, noValue).commands) {
    const words = argv.slice(0, 2).flatMap(({ value, span }) => ({ value: valueOf(value) ?? '', span }));
    const found = runs === 'always' ? goRunIn(words) : undefined;
    if (found) return found;
  }
  return undefined;
}

const noValue = { substitute: () => unknown('shell-computed') };

interface StartWord {
  readonly value: string;
  readonly span: Span;
}

interface Start {
  readonly instruction: CommandInstruction;
  readonly words: readonly StartWord[];
}

/** The command of the container, if an instruction of the Dockerfile gives it in words that can be read. */
function startOf({ entrypoint, cmd }: Stage): Start | undefined {
  const instruction = ((entrypoint?.words?.length ?? 0) > 0 ? entrypoint : cmd)?.instruction;
  if (!instruction) return undefined;
  if (instruction.exec) return { instruction, words: instruction.exec.words };
  const script = parseScript(instruction.argument);
  const [statement, ...others] = script.statements;
  if (others.length > 0 || statement?.kind !== 'command' || script.errors.length > 0) return undefined;
  const [command] = execute(script, { variables: new Map(), workdir: unknown('not-modelled') }, noValue).commands;
  if (!command || command.redirects.length > 0 || command.assignments.length > 0) return undefined;
  const words = command.argv.map(({ value, span }) => ({ value: valueOf(value), span }));
  const read = words.flatMap(({ value, span }) => (value === undefined ? [] : [{ value, span }]));
  return read.length === words.length ? { instruction, words: read } : { instruction, words: read.slice(0, 2) };
}

const path = '/usr/local/bin/app';

/** go build in a RUN before the instruction, and its product as what is started. */
function buildFirst(
  model: BuildModel,
  stage: Stage,
  { instruction, words }: Start,
  staticMonitoring: boolean,
): Fix | undefined {
  const { text } = model.dockerfile;
  const rest = words.slice(2).map(({ value }) => value);
  const files = rest.findIndex((word) => !word.endsWith('.go'));
  const count = rest[0]?.endsWith('.go') === true ? (files < 0 ? rest.length : files) : 1;
  const [packages, programArguments] = [rest.slice(0, count), rest.slice(count)];
  // Flags of go run come first, and what a variable holds is the shell’s to read.
  if (packages.length === 0 || packages.some((word) => !/^[\w./][\w./-]*$/.test(word))) return undefined;
  if (text.slice(instruction.span.start, instruction.span.end).includes('$') || instruction.heredocs.length > 0)
    return undefined;
  const cgo = stage.imageEnvironment.get('CGO_ENABLED');
  const links = valueOf(stage.image.compiler) === true && (cgo === undefined || valueOf(cgo.value) === '1');
  // Without a C compiler the program would be static.
  if (!staticMonitoring && !links) return undefined;
  const flags = staticMonitoring ? '' : " -ldflags '-linkmode=external'";
  const user = valueOf(stage.user.name);
  if (user === undefined || !/^(?:root|0)?(?::|$)/.test(user)) return undefined;
  const command = [path, ...programArguments].map((word) => JSON.stringify(word)).join(', ');
  return {
    title: say`Build the program and start that`,
    safety: 'review',
    edits: [
      insertBefore(model, instruction, `RUN go build${flags} -o ${path} ${packages.join(' ')}`),
      replace(instruction.span, `${instruction.keyword} [${command}]`),
    ],
  };
}
