import type { Disposable, Event } from 'vscode';

/** What a run of the suite hands to its launcher, as JSON in the file that GO_DOCKERFILE_E2E_RESULTS names. */
export interface SuiteResult {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly error: string }[];
  /** What was measured on the way; a busy machine is not a defect, so that nothing is asserted of it. */
  readonly notes: readonly string[];
}

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
  /** It may take this long, in milliseconds. */
  readonly patience: number;
}

/** A test may take this long, the start of the language server included. */
const patience = 40_000;

/** A single wait; shorter, so that what was awaited is named before the whole test is given up. */
const shortPatience = 30_000;

/** Seconds; tests that take longer are told of. */
const slow = 5;

const tests: Test[] = [];
const notes: string[] = [];

/**
 * Adds a test to the suite; tests run one after the other, in this order.
 * @param time that it may take, in milliseconds
 */
export function test(name: string, body: () => Promise<void>, time = patience): void {
  tests.push({ name, body, patience: time });
}

/** Adds a line to what the launcher prints. */
export function note(text: string): void {
  notes.push(text);
}

/**
 * An assertion that works without Node.
 * @throws Error with the message unless the condition holds
 */
export function ensure(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Not so: ${message}`);
}

/**
 * Runs all tests, whatever becomes of each. Never throws.
 * @param words if given, only tests with them in their names
 * @param tell called after each test with the result up to there
 */
export async function runTests(
  words = '',
  tell: (result: SuiteResult) => void = () => undefined,
): Promise<SuiteResult> {
  const passed: string[] = [];
  const failed: { name: string; error: string }[] = [];
  for (const { name, body, patience: time } of tests.filter((candidate) => candidate.name.includes(words))) {
    const started = performance.now();
    try {
      await withDeadline(body(), time, `The test took more than ${time / 1000} s.`);
      passed.push(name);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      failed.push({ name, error: text });
    }
    const seconds = (performance.now() - started) / 1000;
    if (seconds > slow) notes.push(`${seconds.toFixed(1)} s: ${name}`);
    tell({ passed, failed, notes });
  }
  return { passed, failed, notes };
}

/**
 * The first value other than undefined that `find` returns: now, or after one of the events.
 * @throws Error naming what was awaited, if it does not come in time
 */
export async function eventually<T, E>(what: string, event: Event<E>, find: () => T | undefined): Promise<T> {
  let subscription: Disposable | undefined;
  const found = new Promise<T>((resolve) => {
    const look = () => {
      const value = find();
      if (value !== undefined) resolve(value);
    };
    subscription = event(look);
    look();
  });
  try {
    return await withDeadline(found, shortPatience, `Waited in vain for ${what}.`);
  } finally {
    subscription?.dispose();
  }
}

async function withDeadline<T>(promise: Promise<T>, milliseconds: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
