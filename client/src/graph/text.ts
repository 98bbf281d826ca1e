/** Texts in the picture: how wide they are, where they break, and how they become markup. */

/** Widths are counted in characters, as the picture is set in a font whose characters are all equally wide. */
export function countColumns(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (character < '\u0300') columns += 1;
    else columns += isWide(character) ? 2 : isMark(character) ? 0 : 1;
  }
  return columns;
}

/** East Asian scripts and pictographs take two columns (Unicode, East Asian Width, W and F). */
function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    character,
  );
}

function isMark(character: string): boolean {
  return /\p{Mn}/u.test(character);
}

/**
 * Breaks a text into lines of at most `columns` columns. What does not fit into `lines` lines is replaced by an ellipsis in the
 * middle, as the ends of paths and image names tell most.
 */
export function wrap(text: string, columns: number, lines: number): readonly string[] {
  const flat = text.replace(/\s+/g, ' ').trim();
  const whole = breakLines(flat, columns);
  if (whole.length <= lines) return whole;
  const characters = [...flat];
  // Breaks cost a little room, so a text that just fills the lines may still need one more.
  for (let kept = Math.min(characters.length - 1, columns * lines - 1); kept > 1; kept--) {
    const head = Math.ceil(kept / 2);
    const shortened = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`;
    const broken = breakLines(shortened, columns);
    if (broken.length <= lines) return broken;
  }
  return ['…'];
}

function breakLines(text: string, columns: number): readonly string[] {
  const result: string[] = [];
  let line = '';
  let width = 0;
  for (const character of text) {
    const own = countColumns(character);
    if (width + own > columns && line !== '') {
      const cut = character === ' ' ? line.length : breakOf(line);
      result.push(line.slice(0, cut).trimEnd());
      line = line.slice(cut).trimStart();
      width = countColumns(line);
    }
    if (character === ' ' && line === '') continue;
    line += character;
    width += own;
  }
  if (line !== '' || result.length === 0) result.push(line);
  return result;
}

/** Where to break a full line: best behind a blank, then within a path or name, unless that leaves it half empty. */
function breakOf(line: string): number {
  for (const pattern of [/^.*\s/s, /^.*[/:@,=→-]/s]) {
    const cut = pattern.exec(line)?.[0].length ?? 0;
    if (cut * 2 > line.length) return cut;
  }
  return line.length;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A text as markup, for contents and for attributes in quotes. What XML forbids (half of a surrogate pair, too), and characters that turn the direction of
 * writing around, which could make a picture say something else than the file, become U+FFFD.
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(
      /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu,
      '\ufffd',
    )
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
