import { isSettled } from '../../facts/fact';
import type { CommandInstruction } from '../../dockerfile/instruction';
import type { BuildModel, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { defineRule, type Fix } from '../rule';

export const execFormVariable = defineRule({
  id: 'exec-form-variable',
  title: 'Variable in the exec form, where no shell expands it',
  severity: 'warning',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    const stage = model.target;
    const commands = [stage?.entrypoint, stage?.cmd];
    // Words of a base image that are not known may hold a shell.
    if (!stage || commands.some((command) => command && !command.words)) return;
    if (commands.some((command) => command?.form === 'shell')) return;
    const words = commands.flatMap((command) => command?.words ?? []);
    if (
      words.some(
        ({ value }, index) => isShell(value) && words.slice(index + 1).some((next) => isScriptFlag(next.value)),
      )
    )
      return;
    for (const command of commands) {
      const instruction = command?.instruction;
      for (const word of instruction?.exec?.words ?? []) {
        const variable = variableIn(stage, word.value);
        if (!instruction || variable === undefined) continue;
        const set = stage.environment.get(variable)?.span;
        yield {
          span: word.span,
          certainty: 'known',
          message: say`The exec form runs without a shell, so nothing replaces $${variable}: the program gets the text ${JSON.stringify(word.value)} as it stands.`,
          ...(set && { related: [{ span: set, message: say`${variable} is set here` }] }),
          fixes: () => throughShell(model, stage, instruction),
        };
      }
    }
  },
});

function isShell(word: string): boolean {
  return /(^|\/)(ba|da|a|z|k)?sh$/.test(word);
}

function isScriptFlag(word: string): boolean {
  return /^-[a-z]*c[a-z]*$/.test(word);
}

/** Names in capitals are meant as variables; others (`^app$x`) only if the stage sets them. */
function variableIn(stage: Stage, text: string): string | undefined {
  for (const [, braced, plain] of text.matchAll(
    /(?<![\\$])\$(?:\{([A-Za-z_]\w*)(?::?[-+?][^}]*)?\}|([A-Za-z_]\w*))/g,
  )) {
    const name = braced ?? plain ?? '';
    if (/^[A-Z_][A-Z0-9_]*$/.test(name) || stage.environment.has(name)) return name;
  }
  return undefined;
}

/** `sh -c 'exec …'`, if this instruction alone is the command and the image has a shell. */
function throughShell(model: BuildModel, stage: Stage, instruction: CommandInstruction): readonly Fix[] {
  const { shells } = stage.image;
  const { exec } = instruction;
  const alone = instruction.kind === 'CMD' ? !stage.entrypoint?.words?.length : !stage.cmd?.words?.length;
  if (!exec || !alone || !isSettled(shells) || !shells.value.includes('/bin/sh')) return [];
  const [only, ...more] = exec.words;
  const script =
    only && more.length === 0 && /\s/.test(only.value)
      ? `exec ${only.value}`
      : `exec ${exec.words.map(({ value }) => quoted(value)).join(' ')}`;
  void model;
  const newText = `["/bin/sh", "-c", ${JSON.stringify(script)}]`;
  return [
    {
      title: say`Start it through /bin/sh, which expands variables`,
      safety: 'review',
      edits: [{ span: exec.span, newText }],
    },
  ];
}

function quoted(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word;
  return `"${word.replace(/[\\"`]/g, '\\$&')}"`;
}
