import { l10n } from 'vscode';
import { runFailure } from '../failureRows';
import type { FailureAction } from '../failures';

/** How a container ended, as far as it is known. */
export interface ContainerEnd {
  /** Undefined: the command line was ended by a signal, or did not start. */
  readonly code: number | undefined;
  readonly output: string;
  /** Milliseconds. */
  readonly lasted: number;
  /** A process in it was killed because memory ran out. */
  readonly outOfMemory: boolean;
}

/** The end in words. */
export interface ToldEnd {
  readonly severity: 'information' | 'error';
  readonly message: string;
  /** Whether the engine is at fault, and not what was built. */
  readonly engine: boolean;
  readonly actions: readonly FailureAction[];
}

/** Exit codes with a meaning of their own. Signals: 128 and the number of the signal (docker run, Exit status; signal(7)). */
const meanings: ReadonlyMap<number, () => string> = new Map([
  [126, () => l10n.t('its program is in the image, but cannot be executed')],
  [127, () => l10n.t('its program, or one that it starts, is not in the image')],
  [132, () => l10n.t('an instruction that this processor does not have (SIGILL), as of a build with a higher GOAMD64')],
  [134, () => l10n.t('the program gave up (SIGABRT)')],
  [137, () => l10n.t('it was killed (SIGKILL), mostly because memory ran out')],
  [139, () => l10n.t('an invalid access to memory (SIGSEGV), as of cgo or of a static binary with another C library')],
  [143, () => l10n.t('it was asked to end (SIGTERM)')],
]);

/** Says how a container ended that nobody stopped; the reason in the Dockerfile is somebody else's to find. */
export function tellEnd(image: string, { code, output, lasted, outOfMemory }: ContainerEnd): ToldEnd {
  const seconds = (lasted / 1000).toFixed(1);
  const failed = (message: string): ToldEnd => ({ severity: 'error', message, engine: false, actions: ['output'] });
  if (code === 0) {
    return {
      severity: 'information',
      message: l10n.t(
        'The program of {0} ended by itself after {1} s with exit code 0: it did its work, and nothing failed.',
        image,
        seconds,
      ),
      engine: false,
      actions: ['output'],
    };
  }
  if (code === undefined || (code >= 125 && code <= 127)) {
    const failure = runFailure(output);
    if (failure) return { severity: 'error', ...failure, engine: true };
  }
  if (outOfMemory) {
    return failed(
      l10n.t(
        'The container of {0} was killed after {1} s because memory ran out (exit code 137). Give the engine more memory, or let the program need less (GOMEMLIMIT).',
        image,
        seconds,
      ),
    );
  }
  if (code === undefined || code === 125) {
    const message = l10n.t('The container of {0} was not started: {1}', image, lastLine(output));
    return { severity: 'error', message, engine: true, actions: ['retry', 'output'] };
  }
  const meaning = meanings.get(code)?.();
  const line = tellingLine(output);
  const parts = [meaning, line === '' ? undefined : line].filter((part) => part !== undefined);
  return failed(
    parts.length === 0
      ? l10n.t('The program of {0} ended after {1} s with exit code {2}, and printed nothing.', image, seconds, code)
      : l10n.t('The program of {0} ended after {1} s with exit code {2}: {3}', image, seconds, code, parts.join(': ')),
  );
}

/** The line that says most: the first of a panic of Go, else the last. */
function tellingLine(output: string): string {
  return /^(?:panic|fatal error): .*$/m.exec(output)?.[0].slice(0, 200) ?? lastLine(output);
}

function lastLine(output: string): string {
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  const own = lines.filter((line) => line !== '' && !/^Run '\S+ run --help' for more information$/.test(line));
  return (own.at(-1) ?? '').slice(0, 200);
}
