import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { itemsAt } from '../../../src/graph/find';
import { layOut } from '../../../src/graph/layout';
import { renderList } from '../../../src/graph/list';
import { readFromPage, readPageState } from '../../../src/graph/messages';
import { pageHtml } from '../../../src/graph/page';
import { renderFile, renderPicture } from '../../../src/graph/svg';
import type { BuildGraph } from '../../../src/protocol';
import { graphOf } from './graphs';

/** What the language server answers; server/test/buildGraph.test.ts writes it. */
const example = JSON.parse(readFileSync('client/test/unit/data/graph.json', 'utf8')) as BuildGraph;

const hostileName = `"><script>alert('1')</script><g onclick="x" style="y`;
const hostile = graphOf([
  { name: hostileName, from: [`image ${hostileName}`, 'context'], facts: [hostileName, ']]><!--'], programs: 1 },
]);

/** Tags of markup that nests rightly, in their order. */
function tagsOf(markup: string): readonly string[] {
  const open: string[] = [];
  const tags: string[] = [];
  for (const [, slash, name = '', attributes = '', closed] of markup.matchAll(
    /<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (slash) expect(open.pop()).toBe(name);
    else if (!closed) open.push(name);
    if (!slash) tags.push(name + attributes);
  }
  expect(open).toEqual([]);
  // Whatever is no tag holds no sign that could begin one.
  expect(
    markup.replace(/^<\?xml[^>]*\?>/, '').replace(/<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<]*")*)\s*(\/?)>/g, ''),
  ).not.toMatch(/[<]/);
  return tags;
}

test('the saved picture', () => {
  const svg = renderFile(example, layOut(example));
  const file = 'client/test/unit/data/graph.svg';
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, svg);
  expect(svg).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
});

test('the saved picture stands alone', () => {
  const svg = renderFile(example, layOut(example));
  expect(tagsOf(svg)[0]).toContain('role="img"');
  expect(svg).not.toMatch(/var\(|href|url\(|@import|tabindex|<script/);
});

describe.each([
  ['an ordinary file', example],
  ['hostile names', hostile],
])('%s', (_, graph) => {
  const layout = layOut(graph);
  const picture = renderPicture(graph, layout);
  const list = renderList(graph);

  test.each([
    ['the picture', picture],
    ['the list', list],
    ['the saved picture', renderFile(graph, layout)],
  ])('%s has no markup but ours, no styles and no handlers in it', (_name, markup) => {
    const tags = tagsOf(markup.replace(/<style>[^<]*<\/style>/, ''));
    for (const tag of tags) expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/^script|\s(?:on\w+|style)=/);
  });

  test('everything that is drawn can be focused and says what it is', () => {
    const focusable = tagsOf(picture).filter((tag) => tag.includes('tabindex="0"'));
    for (const tag of focusable) expect(tag).toMatch(/role="button" aria-label="[^"]+"/);
    const ids = focusable.map((tag) => /data-id="([^"]*)"/.exec(tag)?.[1]);
    for (const { id } of graph.nodes) if (!id.includes('"')) expect(ids).toContain(id);
  });
});

test('the order of the tabulator is that of the text', () => {
  const ids = [...renderPicture(example, layOut(example)).matchAll(/data-id="([^"]*)"/g)].map(
    (match) => match[1] ?? '',
  );
  const order = ['stage:0', 'stage:0&gt;stage:1:0', 'stage:1', 'program:0:0', 'stage:2', 'stage:3', 'verdict'];
  expect(order.map((id) => ids.indexOf(id))).toEqual(order.map((id) => ids.indexOf(id)).sort((a, b) => a - b));
  expect(ids).toEqual(expect.arrayContaining(order));
});

test('the list has every stage, step and program, and the verdict', () => {
  const list = renderList(example);
  const steps = example.edges.flatMap((edge) => edge.steps);
  const nodes = example.nodes.filter(({ kind }) => kind === 'stage' || kind === 'program' || kind === 'verdict');
  for (const { id } of [...nodes, ...steps]) expect(list).toContain(`data-id="${id.replaceAll('>', '&gt;')}"`);
  expect(list).toContain('>Stage build: musl 1.2.5, Go 1.22, no C compiler. Line 4.<');
});

test.each([
  ['FROM golang', { line: 0, character: 3 }, ['image:golang:1.22-alpine>stage:0:0', 'stage:0']],
  ['WORKDIR', { line: 1, character: 0 }, ['stage:0']],
  ['go build', { line: 5, character: 130 }, ['program:0:0', 'stage:1']],
  ['a mount', { line: 5, character: 20 }, ['stage:0>stage:1:1', 'stage:1']],
  ['behind the end', { line: 99, character: 0 }, []],
])('with the cursor on %s', (_, position, expected) => {
  expect(itemsAt(example, position)).toEqual(expected);
});

test('the page may load its own script and style sheet, and nothing else', () => {
  const html = pageHtml({
    script: 'https://file/graph.js',
    style: 'https://file/graph.css',
    source: 'https://file',
    nonce: 'n0nce',
    language: 'zh-cn',
    words: {
      title: '构建图',
      picture: '"><script>',
      zoomOut: '缩小',
      originalSize: '原始大小',
      zoomIn: '放大',
      fit: '适应',
      fitIntoPanel: '适应面板',
      save: '另存为 SVG',
      asList: '列表',
    },
  });
  expect(html).toContain('<html lang="zh-cn">');
  expect(html).toContain('<button type="button" id="save">另存为 SVG</button>');
  expect(html).toContain(
    `content="default-src &#39;none&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;; style-src https://file; script-src &#39;nonce-n0nce&#39;"`,
  );
  expect(html).not.toMatch(
    /unsafe|\sstyle=|\son\w+=|<style|<script(?! nonce="n0nce" src="https:\/\/file\/graph\.js"><\/script>)/,
  );
});

test.each([
  [{ type: 'ready' }, true],
  [{ type: 'save', svg: '<svg/>' }, true],
  [
    { type: 'reveal', uri: 'file:///a', range: { start: { line: 0, character: 1 }, end: { line: 0, character: 2 } } },
    true,
  ],
  [{ type: 'drawn', uri: 'file:///a', version: 1, boxes: 2, marked: 'x' }, true],
  [
    { type: 'reveal', uri: 'file:///a', range: { start: { line: -1, character: 0 }, end: { line: 0, character: 0 } } },
    false,
  ],
  [{ type: 'reveal', range: null }, false],
  [{ type: 'save', svg: 1 }, false],
  [{ type: 'else' }, false],
  [null, false],
  ['ready', false],
])('what the page sends is looked at: %j', (message, fits) => {
  expect(readFromPage(message)).toEqual(fits ? message : undefined);
});

test.each([
  [
    { uri: 'a', zoom: 2, chosen: true },
    { uri: 'a', zoom: 2, chosen: true },
  ],
  [
    { uri: 'a', zoom: -1 },
    { uri: 'a', zoom: 1, chosen: false },
  ],
  [{ zoom: 1 }, undefined],
  [undefined, undefined],
])('what a window is restored from: %j', (state, expected) => {
  expect(readPageState(state)).toEqual(expected);
});
