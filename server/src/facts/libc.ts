/** The C library of an image or of a binary. */
export type LibcKind = 'glibc' | 'musl' | 'none';

export interface Libc {
  readonly kind: LibcKind;
  /** `2.36`, `1.2.5`; undefined for none or where it cannot be told. */
  readonly version: string | undefined;
}

/** Compares `2.36` with `2.4`, part by part, as numbers: negative if `a` is older. */
export function compareLibcVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
