import { evidence, type Evidence } from '../facts/fact';
import type { Span } from '../text/span';
import type { GoBuild, Output, Problem } from './buildModel';
import type { FileEntry } from './files';

/** What starting the target comes to. */
export interface Start {
  readonly problems: readonly Problem[];
  /** 'runs' only if the program that starts is one of the go builds, or part of a known image, and nothing speaks against it. */
  readonly outcome: 'runs' | 'fails' | 'unknown';
  readonly because: readonly Evidence[];
  /** The words that start the container; undefined if not known. */
  readonly argv: readonly string[] | undefined;
  /** The program that is started in the end. */
  readonly program: StartedProgram | undefined;
}

/** A program that is in the image, and what is known of how it came to be. */
export interface StartedProgram {
  /** Absolute path in the image. */
  readonly path: string;
  readonly entry: FileEntry;
  readonly build: GoBuild | undefined;
  readonly output: Output | undefined;
  /** Where the command is written. */
  readonly span: Span;
}

/** Nothing can be told of the start, and why. */
export function nothing(says: string, span?: Span): Start {
  return { problems: [], outcome: 'unknown', because: [evidence(span, says)], argv: undefined, program: undefined };
}

/** A problem that keeps the container from starting, as far as it is certain. */
export function fails(problem: Problem, because: readonly Evidence[]): Start {
  return {
    problems: [problem],
    outcome: problem.certainty === 'known' ? 'fails' : 'unknown',
    because,
    argv: undefined,
    program: undefined,
  };
}
