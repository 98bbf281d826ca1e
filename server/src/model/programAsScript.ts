import { evidence, valueOf } from '../facts/fact';
import { say } from '../text/say';
import type { Problem, Stage } from './buildModel';
import { lookUp, resolvePath } from './files';
import type { Word } from './startWords';
import type { Span } from '../text/span';

/**
 * A shell that is given a compiled program as its script: `["sh", "/app"]`, or CMD behind the ENTRYPOINT of a base image
 * that is a shell (distroless `:debug`). Shells do not execute their first operand but read it, and end at once with a
 * syntax error (POSIX sh, "Operands"; measured with dash, bash and busybox).
 * @param span what to underline if the operand is no word of the Dockerfile
 */
export function programAsScript(stage: Stage, words: readonly Word[], span: Span): Problem | undefined {
  const [shell, operand] = words;
  if (!shell || !operand || !/^(?:(?:\/usr)?\/bin\/|\/busybox\/)?(?:ba|da|a)?sh$/.test(shell.value)) return undefined;
  // `-c` and `+x` are options; a name without a slash is looked for in PATH as well.
  const directory = valueOf(stage.workdir);
  if (!operand.value.includes('/') || /^[-+]/.test(operand.value) || directory === undefined) return undefined;
  const path = resolvePath(directory, operand.value);
  const found = lookUp(stage.files, path);
  if (found.state !== 'entry' || found.entry.kind !== 'file' || !found.entry.artifact) return undefined;
  const place = operand.span ?? span;
  const says = say`${shell.value} reads ${path} as a script, which it is not`;
  return {
    kind: 'entrypoint-script-cannot-run',
    phase: 'start',
    certainty: 'known',
    stage: stage.index,
    span: place,
    error: undefined,
    because: [evidence(place, says)],
    details: { path, cause: 'binary', interpreter: shell.value, inherited: shell.span ? '' : 'yes' },
    build: found.entry.artifact.build,
  };
}
