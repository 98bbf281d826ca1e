/** Where the reader of a stream is. A sequence that moves on is dropped as it comes; only one that may be kept is held. */
type Place =
  | { readonly kind: 'text' | 'string' | 'escape' | 'charset' }
  /** Behind `ESC [`: what came of its parameters. */
  | { readonly kind: 'control'; readonly held: string };

const text: Place = { kind: 'text' };

/** Colours, movements of the cursor and erasing, and whether the cursor is shown: ECMA-48 8.3, xterm's private mode 25. */
const harmless = /^(?:[\d;:]*[A-HJKSTm]|\?25[hl])$/;

/** Longer parameters are none that a terminal takes. */
const longestControl = 64;

/**
 * What of a program's output a terminal may get, for one stream whose pieces may end anywhere. A build runs what others wrote, so
 * its output must not write the clipboard or the title (OSC), ask the terminal for what it then types (DSR, DA, DECRQSS, ENQ),
 * switch the screen, the mouse or the keys, or reset it. Colours, tabs, line ends, carriage returns and movements of the cursor
 * pass: progress is drawn with them. A sequence that does not end swallows no more than its line.
 */
export function createOutputFilter(): (piece: string) => string {
  let place: Place = text;
  return (piece) => {
    // Nearly all output is such.
    if (place.kind === 'text' && !/[\u0000-\u0007\u000b-\u001f\u007f-\u009f]/.test(piece)) return piece;
    let kept = '';
    // By UTF-16 units: all that matters is below U+00A0.
    for (let at = 0; at < piece.length; at++) {
      const character = piece.charAt(at);
      const next = step(place, character);
      kept += next.kept;
      place = next.place;
    }
    return kept;
  };
}

function step(place: Place, character: string): { readonly place: Place; readonly kept: string } {
  const go = (next: Place, kept = ''): { readonly place: Place; readonly kept: string } => ({ place: next, kept });
  // These count wherever they stand: a new sequence, the end of one, and the end of the line.
  if (character === '\u001b') return go({ kind: 'escape' });
  if (character === '\u009b') return go({ kind: 'control', held: '' });
  if (/[\u0090\u0098\u009d-\u009f]/.test(character)) return go({ kind: 'string' });
  if (/[\r\n]/.test(character)) return go(text, character);
  if (/[\u0007\u0018\u001a\u0080-\u009f]/.test(character)) return go(text);
  switch (place.kind) {
    case 'string':
      return go(place);
    case 'escape':
      if (character === '[') return go({ kind: 'control', held: '' });
      if (/[\]PX^_]/.test(character)) return go({ kind: 'string' });
      // `ESC ( B`: what stands between is followed by one character more.
      return go(/[ -/]/.test(character) ? { kind: 'charset' } : text);
    case 'charset':
      return go(/[ -/]/.test(character) ? place : text);
    case 'control': {
      const held = place.held + character;
      if (/[ -?]/.test(character) && held.length < longestControl) return go({ kind: 'control', held });
      return go(text, harmless.test(held) ? `\u001b[${held}` : '');
    }
    case 'text':
      return go(text, /[\u0000-\u0007\u000b-\u001f\u007f]/.test(character) ? '' : character);
  }
}
