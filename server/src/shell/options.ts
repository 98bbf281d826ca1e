import { isSettled, type Fact } from '../facts/fact';
import type { ShellOptions } from './execution';

/** The options that a `SHELL ["/bin/bash", "-eo", "pipefail", "-c"]` puts in force for every RUN. */
export function shellOptions(shell: readonly string[]): ShellOptions {
  const read = readShellOptions(shell.slice(1).map((value) => ({ certainty: 'known', value, because: [] })));
  const options = read?.options ?? { errexit: false, allexport: false, pipefail: false };
  return withBraces(shell[0] ?? '', options);
}

/** Brace expansion is on in these shells (bash and zsh manuals); whether `sh` is one of them depends on the image. */
export function withBraces(shell: string, { braces: _, ...options }: ShellOptions): ShellOptions {
  return /(?:^|\/)(?:bash|zsh)$/.test(shell) ? { ...options, braces: true } : options;
}

/** Reads `-euo pipefail -c`: how many words are options, and what they say. Undefined if one of them is not known. */
export function readShellOptions(
  words: readonly Fact<string>[],
): { readonly count: number; readonly command: boolean; readonly options: ShellOptions } | undefined {
  let options: ShellOptions = { errexit: false, allexport: false, pipefail: false };
  let command = false;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    if (!isSettled(word)) {
      if (command) break;
      return undefined;
    }
    const text = word.value;
    if (text === '--' || text === '-') {
      at++;
      break;
    }
    if (text.startsWith('--')) {
      if (text === '--rcfile' || text === '--init-file') at++;
      continue;
    }
    if (!/^[-+]./.test(text)) break;
    if (text.startsWith('-') && text.includes('c')) command = true;
    let operand: string | undefined;
    if (/[oO]/.test(text)) {
      const next = words[++at];
      operand = next && isSettled(next) ? next.value : undefined;
    }
    options = applyOption(options, text, text.includes('o') ? operand : undefined);
  }
  return { count: at, command, options };
}

/** What `set -euo pipefail` leaves of the options: one cluster of letters, and the name for its `o`. */
export function applyOption(options: ShellOptions, cluster: string, name: string | undefined): ShellOptions {
  const on = cluster.startsWith('-');
  const letters = cluster.slice(1);
  return {
    ...options,
    errexit: letters.includes('e') || name === 'errexit' ? on : options.errexit,
    allexport: letters.includes('a') || name === 'allexport' ? on : options.allexport,
    pipefail: name === 'pipefail' ? on : options.pipefail,
  };
}
