/** Bytes of the server's process, at rest. */
export interface Memory {
  /** Resident. */
  readonly rss: number;
  /** Used, after a collection. */
  readonly heap: number;
}

/**
 * More than this, of what it was once it had warmed up, is a leak: the documents say the same at both times. Resident memory is what
 * the C library keeps of the compilers' work as well: after 5,000 steps and after 22,000 it was 172 and 185 MB, with 128 to 155 MB
 * to begin with.
 */
export const mostGrowth: Memory = { rss: 0.5, heap: 0.25 };

/** What is to be said against the memory of a server that has worked on since it was `warm`; empty if nothing is. */
export function growthOf(warm: Memory, last: Memory): readonly string[] {
  return (['rss', 'heap'] as const).flatMap((kind) => {
    const growth = last[kind] / warm[kind] - 1;
    // What is no number is no good sign either.
    if (growth <= mostGrowth[kind]) return [];
    return [
      `${kind} at rest grew by ${(growth * 100).toFixed(0)} %: ${megabytes(warm[kind])}, then ${megabytes(last[kind])}`,
    ];
  });
}

/** The answer, or a failure once so many milliseconds have passed without one. */
export async function answerWithin<T>(patience: number, what: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what} has no answer after ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
