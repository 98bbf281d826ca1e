import { analyse } from '../../src/analyse';
import type { Analysis } from '../../src/analysis';
import type { RuleDescription } from '../../src/rules/rule';
import { memoryTree } from '../../src/workspace/sourceTree';
import type { OracleCase } from './sample';

type Written = Pick<OracleCase, 'dockerfile' | 'files'>;

/** What a real engine made of a case. */
export interface Observed {
  readonly outcome: 'runs' | 'fails-to-build' | 'fails-to-start';
  /** The end of what was printed, if it failed. */
  readonly output: string;
}

/** How what was foretold stands to what was seen. */
export interface Comparison {
  readonly said: 'runs' | 'fails-to-build' | 'fails-to-start' | 'unknown';
  /** Undefined where they agree, or where nothing was foretold. */
  readonly complaint: string | undefined;
}

/**
 * What an older engine prints instead: os/exec of Go before 1.20 has no words of its own for a directory (exec.LookPath), and the
 * runc of some distributions is built with it.
 */
const olderTexts: readonly (readonly [RegExp, string])[] = [[/: is a directory$/, ': permission denied']];

/** Reads a case as the editor does. */
export function foretell({ dockerfile, files }: Written): Analysis {
  return analyse({ text: dockerfile, context: memoryTree(files), bug: rethrow });
}

/**
 * Compares outcome and error text. The text foretold is a part of what is printed; where there are several lines of it, the
 * first counts, as the rest comes in any order.
 */
export function compare({ model: { verdict } }: Analysis, observed: Observed): Comparison {
  const said = verdict.outcome;
  if (said === 'unknown') return { said, complaint: undefined };
  const because = verdict.because.map(({ says }) => says).join(' ');
  if (said !== observed.outcome) return { said, complaint: `${said} was foretold (${because})` };
  const [error = ''] = (verdict.error ?? '').split('\n');
  const texts = [error, ...olderTexts.map(([text, older]) => error.replace(text, older))];
  if (texts.some((text) => observed.output.includes(text))) return { said, complaint: undefined };
  return { said, complaint: `${JSON.stringify(error)} was foretold` };
}

function rethrow(rule: RuleDescription, error: unknown): never {
  throw new Error(`the rule ${rule.id} threw`, { cause: error });
}
