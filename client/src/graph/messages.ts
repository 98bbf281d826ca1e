import type { BuildGraph, TextPosition, TextRange } from '../protocol';

/** What the page with the picture and the extension tell each other. */

export type ToPage =
  /** Show this graph; without one, the sentence alone. `name` is that of the file. */
  | {
      readonly type: 'show';
      readonly uri: string;
      readonly name: string;
      readonly graph: BuildGraph | undefined;
      readonly message: string;
    }
  /** The cursor of the editor is here. */
  | { readonly type: 'cursor'; readonly position: TextPosition }
  /** Act as if somebody had clicked on it. */
  | { readonly type: 'activate'; readonly id: string }
  /** Give the picture as a file. */
  | { readonly type: 'save' };

export type FromPage =
  | { readonly type: 'ready' }
  /** The picture is drawn; `marked` is what the cursor stands on. */
  | {
      readonly type: 'drawn';
      readonly uri: string;
      readonly version: number | undefined;
      readonly boxes: number;
      readonly marked: string | undefined;
    }
  | { readonly type: 'reveal'; readonly uri: string; readonly range: TextRange }
  | { readonly type: 'save'; readonly svg: string };

/** What the page keeps while it is hidden, and what a restored window starts from. */
export interface PageState {
  readonly uri: string;
  readonly zoom: number;
  /** Whether somebody has chosen the zoom. */
  readonly chosen: boolean;
}

/** The page is ours, but what it sends has passed a boundary. */
export function readFromPage(message: unknown): FromPage | undefined {
  if (!isRecord(message)) return undefined;
  const { type, uri, version, boxes, marked, range, svg } = message;
  switch (type) {
    case 'ready':
      return { type };
    case 'drawn':
      if (typeof uri !== 'string' || typeof boxes !== 'number') return undefined;
      return {
        type,
        uri,
        boxes,
        version: typeof version === 'number' ? version : undefined,
        marked: typeof marked === 'string' ? marked : undefined,
      };
    case 'reveal': {
      const read = readRange(range);
      return typeof uri === 'string' && read ? { type, uri, range: read } : undefined;
    }
    case 'save':
      return typeof svg === 'string' ? { type, svg } : undefined;
    default:
      return undefined;
  }
}

export function readPageState(state: unknown): PageState | undefined {
  if (!isRecord(state)) return undefined;
  const { uri, zoom, chosen } = state;
  return typeof uri === 'string'
    ? { uri, zoom: typeof zoom === 'number' && zoom > 0 ? zoom : 1, chosen: chosen === true }
    : undefined;
}

function readRange(value: unknown): TextRange | undefined {
  if (!isRecord(value)) return undefined;
  const [start, end] = [readPosition(value['start']), readPosition(value['end'])];
  return start && end ? { start, end } : undefined;
}

function readPosition(value: unknown): TextPosition | undefined {
  if (!isRecord(value)) return undefined;
  const { line, character } = value;
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
