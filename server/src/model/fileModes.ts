import type { FileEntry } from './files';

/** What is known of the execute bits of a file, or of a directory's, which let one go through it. */
export interface Execution {
  readonly executable: boolean | undefined;
  /** Who alone has the bit; absent if everybody has, or that is not known. */
  readonly reach?: 'owner' | 'group';
  /** Who alone may read it, as an octal mode says; absent if everybody may, or that is not known. */
  readonly readers?: 'owner' | 'group' | undefined;
}

const everybody = 0o111;

/**
 * The execute bits after chmod(1), COPY --chmod or install -m: an octal mode sets them all, a symbolic one changes those
 * that it names (POSIX.1, chmod, "extended description"). What a symbolic mode leaves of bits that are not known is not known.
 * @param before undefined if nothing is known of them
 */
export function afterMode(before: Execution, mode: string): Execution {
  if (/^[0-7]{1,5}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    const readers = (bits & 0o004) !== 0 ? undefined : (bits & 0o040) !== 0 ? 'group' : 'owner';
    return { ...fromBits(bits & everybody), ...(readers && { readers }) };
  }
  const clauses = mode.split(',').map((clause) => /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause));
  if (clauses.includes(null)) return { executable: undefined };
  const change = (bits: number): number =>
    clauses.reduce((changed, clause) => afterClause(changed, clause?.[1] ?? '', clause?.[2] ?? ''), bits);
  const known = toBits(before);
  if (known !== undefined) return fromBits(change(known));
  const [least, most] = [fromBits(change(0)), fromBits(change(everybody))];
  if (least.executable !== most.executable) return { executable: undefined };
  return least.reach === most.reach ? least : { executable: least.executable };
}

/** `who` without a letter means all: the usual umask, 022, takes no execute bit away. */
function afterClause(before: number, who: string, actions: string): number {
  const bitsOf = (letters: string): number =>
    (letters.includes('u') ? 0o100 : 0) | (letters.includes('g') ? 0o010 : 0) | (letters.includes('o') ? 0o001 : 0);
  const mask = who === '' || who.includes('a') ? everybody : bitsOf(who);
  let bits = before;
  for (const [, operator, what = ''] of actions.matchAll(/([-+=])([^-+=]*)/g)) {
    const copied = /^[ugo]$/.test(what) && (bits & bitsOf(what)) !== 0;
    const named = what.includes('x') || (what.includes('X') && bits !== 0) || copied ? mask : 0;
    if (operator === '+') bits |= named;
    else if (operator === '-') bits &= ~named;
    else bits = (bits & ~mask) | named;
  }
  return bits;
}

function toBits({ executable, reach }: Execution): number | undefined {
  if (executable === undefined) return undefined;
  if (!executable) return 0;
  return reach === 'owner' ? 0o100 : reach === 'group' ? 0o110 : everybody;
}

function fromBits(bits: number): Execution {
  if (bits === 0) return { executable: false };
  if ((bits & 0o001) !== 0) return { executable: true };
  return { executable: true, reach: (bits & 0o010) !== 0 ? 'group' : 'owner' };
}

/** The entry with other execute bits. */
export function withExecution({ reach: _, readers: __, ...entry }: FileEntry, execution: Execution): FileEntry {
  return { ...entry, ...execution };
}
