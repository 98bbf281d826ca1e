import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { languages, manifestPath, parseTexts, type Texts } from '../scripts/generated';
import { analyse } from '../src/analyse';
import { applyEdits } from '../src/text/edit';
import { memoryTree } from '../src/workspace/sourceTree';
import { programFiles } from './support/fixtures';

const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
const textsIn = (language?: string): Texts => parseTexts(readFileSync(manifestPath(language), 'utf8'));
const english = textsIn();

/** What VS Code shows to people of a manifest; names of products and tags of the marketplace are the same everywhere. */
const shown =
  /^(?:title|description|markdownDescription|enumDescriptions|markdownEnumDescriptions|label|contents|name)$/;
const products = ['Go Dockerfile'];

describe('package.nls', () => {
  test('has all keys of package.json, and no others', () => {
    const used = [...new Set(stringsIn(manifest).flatMap(({ text }) => /^%(.+)%$/.exec(text)?.[1] ?? []))];
    expect(Object.keys(english).sort()).toEqual(used.sort());
  });

  test('holds all that is shown of what package.json contributes', () => {
    const { contributes, capabilities } = manifest as Readonly<Record<string, unknown>>;
    const plain = stringsIn({ contributes, capabilities }).filter(
      ({ key, text }) => shown.test(key) && !/^%.+%$/.test(text) && !products.includes(text),
    );
    expect(plain).toEqual([]);
  });

  // Titles of rules come from the bundle of translations.
  const own = (texts: Texts): readonly string[] => Object.keys(texts).filter((key) => !key.startsWith('rule.'));

  test.each(languages)('%s has the same keys, the same code and the same links', (language) => {
    const texts = textsIn(language);
    expect([...own(texts)].sort()).toEqual([...own(english)].sort());
    for (const key of own(english)) {
      expect(codeIn(texts[key]), key).toEqual(codeIn(english[key]));
      expect(texts[key], key).not.toBe(english[key]);
    }
  });
});

describe('walkthrough', () => {
  const pages = readdirSync('walkthrough').filter((name) => /^\w+\.md$/.test(name));

  test('has the pages that package.json names', () => {
    const named = stringsIn(manifest).flatMap(({ text }) => /^walkthrough\/(.*)/.exec(text)?.[1] ?? []);
    expect(named.sort()).toEqual(pages.sort());
  });

  test.each(pages)('%s: the same code in all languages', (page) => {
    for (const language of languages) {
      const path = `walkthrough/${page.replace(/md$/, `nls.${language}.md`)}`;
      expect(existsSync(path), path).toBe(true);
      expect(blocksIn(readFileSync(path, 'utf8'))).toEqual(blocksIn(readFileSync(`walkthrough/${page}`, 'utf8')));
    }
  });

  test('what it shows is what happens', () => {
    const [text = ''] = blocksIn(readFileSync('walkthrough/open.md', 'utf8'));
    const [mended = ''] = blocksIn(readFileSync('walkthrough/fix.md', 'utf8'));
    const context = memoryTree(programFiles('nethttp'));
    const { model, findings } = analyse({ text, context });
    expect(model.verdict.outcome).toBe('fails-to-start');
    const finding = findings.find(({ severity }) => severity === 'error');
    expect(finding?.message).toBe(
      '/app, built in golang:1.26, is linked against glibc and asks for /lib64/ld-linux-x86-64.so.2, but alpine:3.22 has musl. The container will not start: "exec /app: no such file or directory".',
    );
    for (const path of ['walkthrough/verdict.md', 'README.md'])
      expect(readFileSync(path, 'utf8'), path).toContain(finding?.message);
    const [reasons = ''] = blocksIn(readFileSync('README.md', 'utf8')).filter((block) => block.startsWith('/app, '));
    const given = finding?.related?.map(({ message }) => message) ?? [];
    for (const line of reasons.trim().split('\n').slice(1)) expect(given).toContain(line.trim());
    const fixed = applyEdits(text, finding?.fixes[0]?.edits ?? []);
    expect(fixed).toContain(mended.trim());
    expect(analyse({ text: fixed, context }).model.verdict.outcome).toBe('runs');
  });
});

function stringsIn(value: unknown, key = ''): readonly { readonly key: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ key, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => stringsIn(inner, Array.isArray(value) ? key : name));
}

/** Code and links, which mean the same in every language. */
function codeIn(text = ''): readonly string[] {
  return [...text.matchAll(/`[^`]*`|\]\([^)]*\)/g)].map(([code]) => code).sort();
}

function blocksIn(text: string): readonly string[] {
  return [...text.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}
