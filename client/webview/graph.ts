/** The page with the build graph: draws what the extension sends, marks what the cursor is on, and says what was chosen. */
import { itemsAt, itemsById, neighbourOf, type Direction } from '../src/graph/find';
import { layOut, type Layout } from '../src/graph/layout';
import { renderList } from '../src/graph/list';
import { type FromPage, type PageState, readPageState, type ToPage } from '../src/graph/messages';
import { renderFile, renderPicture } from '../src/graph/svg';
import type { BuildGraph, TextPosition } from '../src/protocol';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const name = element('name');
const status = element('status');
const picture = element('picture');
const list = element('list');
const asList = element('as-list');
const zoomReset = element('zoom-reset');
const buttons = ['zoom-out', 'zoom-reset', 'zoom-in', 'zoom-fit', 'save'].map(element);

const zoomStep = 1.2;
const smallest = 0.1;
/** Text that is smaller is not read at a glance. */
const readable = 0.75;
const largest = 4;

let uri = '';
let graph: BuildGraph | undefined;
let layout: Layout | undefined;
let cursor: TextPosition | undefined;
let zoom = readPageState(vscode.getState())?.zoom ?? 1;
/** Until somebody zooms, the picture is made a little smaller where that brings all of its width into view. */
let chosen = readPageState(vscode.getState())?.chosen ?? false;

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

const actions: Readonly<Record<string, () => void>> = {
  'zoom-out': () => zoomTo(zoom / zoomStep),
  'zoom-reset': () => zoomTo(1),
  'zoom-in': () => zoomTo(zoom * zoomStep),
  'zoom-fit': () => zoomToFit(),
  save: () => save(),
};

const keys: Readonly<Record<string, () => void>> = {
  '+': () => zoomTo(zoom * zoomStep),
  '=': () => zoomTo(zoom * zoomStep),
  '-': () => zoomTo(zoom / zoomStep),
  '0': () => zoomTo(1),
  f: () => zoomToFit(),
};

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case 'show':
      show(data);
      break;
    case 'cursor':
      cursor = data.position;
      tellDrawn(mark(true));
      break;
    case 'activate':
      activate(data.id);
      break;
    case 'save':
      save();
      break;
  }
});

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const action = actions[target.closest('header button')?.id ?? ''];
  if (action) return action();
  const id = target.closest('[data-id]')?.getAttribute('data-id');
  if (id) activate(id);
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = document.activeElement;
  const item = focused?.closest('#picture [data-id]');
  if (item && (event.key === 'Enter' || event.key === ' ')) activate(item.getAttribute('data-id') ?? '');
  else if (item && arrows[event.key]) focusNeighbour(item, arrows[event.key] ?? 'down');
  else if (item && (event.key === 'Home' || event.key === 'End')) focusEnd(event.key === 'Home');
  else if (keys[event.key]) keys[event.key]?.();
  else return;
  event.preventDefault();
});

picture.addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey || !layout) return;
    event.preventDefault();
    zoomTo(zoom * (event.deltaY < 0 ? zoomStep : 1 / zoomStep), event);
  },
  { passive: false },
);

vscode.postMessage({ type: 'ready' });

function show(given: Extract<ToPage, { type: 'show' }>): void {
  const isOther = given.uri !== uri;
  uri = given.uri;
  graph = given.graph;
  name.textContent = given.name;
  // Read out when it changes, and only then.
  if (status.textContent !== given.message) status.textContent = given.message;
  const empty = !graph || graph.nodes.length === 0;
  asList.hidden = empty;
  picture.hidden = empty;
  for (const button of buttons) button.toggleAttribute('disabled', empty);
  keepState();
  if (!graph || empty) {
    layout = undefined;
    picture.replaceChildren();
    list.replaceChildren();
    tellDrawn(undefined);
    return;
  }
  const focused = focusedId();
  layout = layOut(graph);
  // Both are markup of our own, with every text in it escaped.
  picture.innerHTML = renderPicture(graph, layout);
  list.innerHTML = renderList(graph);
  if (!chosen) zoom = Math.min(1, Math.max(readable, picture.clientWidth / layout.width));
  applyZoom();
  if (isOther) picture.scrollTo(0, 0);
  if (focused !== undefined) restoreFocus(focused);
  tellDrawn(mark(isOther));
}

function focusedId(): { readonly id: string; readonly within: HTMLElement } | undefined {
  const id = document.activeElement?.getAttribute('data-id');
  if (!id) return undefined;
  return { id, within: list.contains(document.activeElement) ? list : picture };
}

function restoreFocus({ id, within }: { readonly id: string; readonly within: HTMLElement }): void {
  focusOn(elementsOf(id).find((found) => within.contains(found)));
}

/** Marks what the cursor stands on; returns its id. */
function mark(follow: boolean): string | undefined {
  for (const marked of document.querySelectorAll('[aria-current]')) marked.removeAttribute('aria-current');
  for (const around of document.querySelectorAll('.around')) around.classList.remove('around');
  const [id, ...others] = graph && cursor ? itemsAt(graph, cursor) : [];
  if (id === undefined) return undefined;
  for (const found of elementsOf(id)) found.setAttribute('aria-current', 'true');
  for (const other of others) for (const found of elementsOf(other)) found.classList.add('around');
  const [shown] = elementsOf(id);
  // A step that is only counted has no place of its own.
  if (follow) shown?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return id;
}

function elementsOf(id: string): readonly Element[] {
  return [...document.querySelectorAll('[data-id]')].filter((found) => found.getAttribute('data-id') === id);
}

function activate(id: string): void {
  const range = graph && itemsById(graph).get(id)?.range;
  if (range) vscode.postMessage({ type: 'reveal', uri, range });
}

function focusNeighbour(from: Element, direction: Direction): void {
  if (!layout) return;
  // From a line, arrow keys go on from the box that it leads to.
  const line = layout.lines.find(({ edge }) => edge.steps.some(({ id }) => id === from.getAttribute('data-id')));
  const key = line
    ? line.ends[direction === 'up' || direction === 'left' ? 0 : 1]
    : neighbourOf(layout, from.getAttribute('data-key') ?? '', direction);
  if (key !== undefined) focusOn(elementOfKey(key));
}

function elementOfKey(key: string): Element | undefined {
  return [...picture.querySelectorAll('[data-key]')].find((found) => found.getAttribute('data-key') === key);
}

function focusEnd(first: boolean): void {
  const all = [...picture.querySelectorAll('[data-id]')];
  focusOn(first ? all.at(0) : all.at(-1));
}

function focusOn(found: Element | undefined): void {
  if (!(found instanceof HTMLElement || found instanceof SVGElement)) return;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** @param around a place in the window that is to stay where it is */
function zoomTo(wanted: number, around?: { readonly clientX: number; readonly clientY: number }): void {
  if (!layout) return;
  const before = zoom;
  chosen = true;
  zoom = Math.min(largest, Math.max(smallest, wanted));
  const { left, top } = picture.getBoundingClientRect();
  const x = around ? around.clientX - left : picture.clientWidth / 2;
  const y = around ? around.clientY - top : picture.clientHeight / 2;
  const [fromLeft, fromTop] = [(picture.scrollLeft + x) / before, (picture.scrollTop + y) / before];
  applyZoom();
  picture.scrollTo(fromLeft * zoom - x, fromTop * zoom - y);
  keepState();
}

function zoomToFit(): void {
  if (!layout) return;
  zoomTo(Math.min(1, picture.clientWidth / layout.width, picture.clientHeight / layout.height));
}

function applyZoom(): void {
  const svg = picture.querySelector('svg');
  if (!svg || !layout) return;
  svg.setAttribute('width', String(layout.width * zoom));
  svg.setAttribute('height', String(layout.height * zoom));
  zoomReset.textContent = `${Math.round(zoom * 100)}%`;
}

function save(): void {
  if (graph && layout) vscode.postMessage({ type: 'save', svg: renderFile(graph, layout) });
}

function keepState(): void {
  const state: PageState = { uri, zoom, chosen };
  vscode.setState(state);
}

function tellDrawn(marked: string | undefined): void {
  const boxes = picture.querySelectorAll('.node').length;
  vscode.postMessage({ type: 'drawn', uri, version: graph?.version, boxes, marked });
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}`);
  return found;
}
