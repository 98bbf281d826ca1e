/** The C library of an image or of a binary. */
export type LibcKind = 'glibc' | 'musl' | 'none';

export interface Libc {
  readonly kind: LibcKind;
  /** `2.36`, `1.2.5`; undefined for none or where it cannot be told. */
  readonly version: string | undefined;
}

/**
 * Compares dotted versions number by number: negative if `left` is older, 0 if equal, positive if newer. Missing parts
 * count as 0, and what follows the digits of a part (`1.2.4_git20230717`) is ignored, as C libraries keep their ABI there.
 */
export function compareVersions(left: string, right: string): number {
  const a = left.split('.');
  const b = right.split('.');
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = leadingNumber(a[index]) - leadingNumber(b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function leadingNumber(part: string | undefined): number {
  const digits = /^\d+/.exec(part ?? '');
  return digits === null ? 0 : Number(digits[0]);
}
