/** Splits the blank-separated lists of the data files; the empty string is the empty list. */
export function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
