import { expandWord } from '../dockerfile/expand';
import { valueOf } from '../facts/fact';
import type { BuildModel } from '../model/buildModel';

/** The variable of the licence key, and what `instgo set` calls it (Alibaba Cloud, "instgo tool introduction"). */
export const licenseVariable = 'ARMS_LICENSE_KEY';

/**
 * Whether a name stands for an ARMS licence key: the variable, or the option of instgo.
 * @param text of the command that gives the name a value
 */
export function namesArmsLicense(name: string, text = ''): boolean {
  return name === licenseVariable || (name === 'licenseKey' && /\binstgo\b/.test(text));
}

/** The text of a value that is written out, without its quotes; undefined if a variable is in it. */
export function literalOf({ dockerfile }: BuildModel, raw: string): string | undefined {
  return raw.includes('$') ? undefined : valueOf(expandWord(raw, () => undefined, dockerfile.escape));
}
