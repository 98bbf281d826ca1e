import { evidence, valueOf } from '../facts/fact';
import { say } from '../text/say';
import type { Problem, Stage } from './buildModel';
import { lookUp, mayBePutIntoContext, resolvePath } from './files';
import { shellAbsent } from './shells';
import type { Word } from './startWords';
import type { Span } from '../text/span';

/**
 * A shell that is given a compiled program as its script: `["sh", "/app"]`, or CMD behind the ENTRYPOINT of a base image
 * that is a shell (distroless `:debug`). Shells do not execute their first operand but read it, and end at once with a
 * syntax error (POSIX sh, "Operands"; measured with dash, bash and busybox), or because it is not there.
 * @param span what to underline if the operand is no word of the Dockerfile
 */
export function programAsScript(stage: Stage, words: readonly Word[], span: Span): Problem | undefined {
  const [shell, operand] = words;
  if (!shell || !operand || !isShell(shell.value)) return undefined;
  // `-c` and `+x` are options; a name without a slash is looked for in PATH as well.
  const directory = valueOf(stage.workdir);
  if (!operand.value.includes('/') || /^[-+]/.test(operand.value) || directory === undefined) return undefined;
  const path = resolvePath(directory, operand.value);
  const found = lookUp(stage.files, path);
  const isAbsent = (found.state === 'absent' && !mayBePutIntoContext(stage.files, path)) || shellAbsent(stage, path);
  const artifact = found.state === 'entry' && found.entry.kind === 'file' ? found.entry.artifact : undefined;
  if (!isAbsent && !artifact) return undefined;
  const place = operand.span ?? span;
  const says = isAbsent
    ? say`${shell.value} is to read ${path} as a script, and nothing puts it into the image`
    : say`${shell.value} reads ${path} as a script, which it is not`;
  return {
    kind: 'entrypoint-script-cannot-run',
    phase: 'start',
    certainty: isAbsent && stage.image.shells.certainty !== 'known' ? 'presumed' : 'known',
    stage: stage.index,
    span: place,
    error: undefined,
    because: [evidence(place, says)],
    details: {
      path,
      cause: isAbsent ? 'absent' : 'binary',
      interpreter: shell.value,
      inherited: shell.span ? '' : 'yes',
    },
    ...(artifact && { build: artifact.build }),
  };
}

/** Whether a word names a shell that reads its first operand as a script. */
export function isShell(word: string): boolean {
  return /^(?:(?:\/usr)?\/bin\/|\/busybox\/)?(?:ba|da|a)?sh$/.test(word);
}
