/**
 * Classes of characters as Go's unicode package has them. ASCII is decided by code: V8 takes some milliseconds to make a
 * regular expression out of a Unicode class, at the start of each process.
 */

/** unicode.IsDigit: category Nd. */
export function isDigit(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 128 ? code >= 48 && code <= 57 : /^\p{Nd}/u.test(character);
}

/** unicode.IsLetter: category L. */
export function isLetter(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 128) return /^\p{L}/u.test(character);
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** A letter, a digit or an underscore. */
export function isWordCharacter(character: string): boolean {
  return character === '_' || isLetter(character) || isDigit(character);
}
