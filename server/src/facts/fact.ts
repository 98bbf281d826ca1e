import type { Span } from '../text/span';

/**
 * What we may or may not be able to tell, and why we say so.
 *
 * - **known**: the Dockerfile, a file of the build context, or a dated row of our tables says so; Go's documented
 *   defaults count, as they are as firm as the text.
 * - **presumed**: by far the likeliest case, but another one is possible: a floating tag's release, a program whose
 *   sources cannot be read. A finding that rests on one is at most a warning.
 * - **unknown**: an ARG without default, a foreign image, a script. No error rests on one.
 */
export type Fact<T> = Settled<T> | UnknownFact;

export interface Settled<T> {
  readonly certainty: 'known' | 'presumed';
  readonly value: T;
  readonly because: readonly Evidence[];
}

export interface UnknownFact {
  readonly certainty: 'unknown';
  readonly why: UnknownReason;
  readonly because: readonly Evidence[];
  /** An ARG that nothing gives a value: it is not set unless the builder is told one. */
  readonly unset?: boolean;
  /**
   * Of a text whose words are known in number and kind, though not themselves: one that it might be. `$(date)` prints several words
   * whenever it runs. Fit for asking where blanks stand, and nothing else. Lost as soon as the text is changed.
   */
  readonly sample?: string;
}

export type UnknownReason =
  | 'build-arg' // an ARG without a default
  | 'foreign-image' // an image that the catalogue does not know
  | 'shell-computed' // $(…) and the like
  | 'not-posix-shell' // SHELL ["powershell"]
  | 'opaque-command' // make, a script: what it does cannot be read
  | 'unreadable' // a file that is not there or cannot be read
  | 'not-modelled';

/** One link in a chain of reasons. */
export interface Evidence {
  /** Where in the Dockerfile; undefined for what stands elsewhere (a default of Go, a file of the build context). */
  readonly span: Span | undefined;
  /** Half a sentence or a sentence, without full stop: "CGO_ENABLED is not set, so cgo is on (gcc is there)". */
  readonly says: string;
  /** A file of the build context that says so, relative to it: `go.mod`. */
  readonly file?: string;
  /** The build argument that says so, given on the command line or by a setting. */
  readonly buildArg?: string;
}

export function evidence(span: Span | undefined, says: string): Evidence {
  return { span, says };
}

export function known<T>(value: T, ...because: readonly Evidence[]): Settled<T> {
  return { certainty: 'known', value, because };
}

export function presumed<T>(value: T, ...because: readonly Evidence[]): Settled<T> {
  return { certainty: 'presumed', value, because };
}

export function unknown(why: UnknownReason, ...because: readonly Evidence[]): UnknownFact {
  return { certainty: 'unknown', why, because };
}

/** Known or presumed: there is a value to work with. */
export function isSettled<T>(fact: Fact<T>): fact is Settled<T> {
  return fact.certainty !== 'unknown';
}

/** The value if there is one. */
export function valueOf<T>(fact: Fact<T>): T | undefined {
  return fact.certainty === 'unknown' ? undefined : fact.value;
}

/** The fact about `change(value)`, as certain as the one about `value`. */
export function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> {
  return fact.certainty === 'unknown' ? withSample(fact, undefined) : { ...fact, value: change(fact.value) };
}

/** What is unknown, with another sample of it, or none. */
export function withSample(fact: UnknownFact, sample: string | undefined): UnknownFact {
  if (fact.sample === sample) return fact;
  const { certainty, why, because, unset } = fact;
  return { certainty, why, because, ...(unset !== undefined && { unset }), ...(sample !== undefined && { sample }) };
}

/** What the value is or might be, as far as its words go. */
export function sampleOf(fact: Fact<string>): string | undefined {
  return fact.certainty === 'unknown' ? fact.sample : fact.value;
}

/** The certainty of a conclusion that rests on all of these facts: that of the weakest. */
export function weakest(...facts: readonly Fact<unknown>[]): 'known' | 'presumed' | 'unknown' {
  if (facts.some((fact) => fact.certainty === 'unknown')) return 'unknown';
  return facts.some((fact) => fact.certainty === 'presumed') ? 'presumed' : 'known';
}
