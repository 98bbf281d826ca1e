import { describe, expect, test } from 'vitest';
import { languages } from '../scripts/generated';
import { readSaid } from '../scripts/said';
import { sentencesOf } from '../scripts/sentences';
import { packTranslations, unpackTranslations } from '../src/host/translations';
import { faultsOf } from './support/translations';

const { sentences, translations } = readSaid('.');

describe.each(languages)('%s', (language) => {
  const bundle = translations[language] ?? {};

  test('has all that is said', () => {
    expect(sentences.flatMap(({ key, file }) => (bundle[key] === undefined ? [`${file}: ${key}`] : []))).toEqual([]);
  });

  test('has nothing else', () => {
    const said = new Set(sentences.map(({ key }) => key));
    expect(Object.keys(bundle).filter((key) => !said.has(key))).toEqual([]);
  });

  test('keeps values, blanks and code', () => {
    const wrong = Object.entries(bundle).flatMap(([key, text]) =>
      faultsOf(key, text).map((fault) => `${key} | ${text} | ${fault}`),
    );
    expect(wrong).toEqual([]);
  });
});

test('what is packed comes out again', () => {
  const packed: unknown = JSON.parse(
    JSON.stringify(packTranslations(Object.keys(translations['ru'] ?? {}), translations)),
  );
  for (const language of languages) {
    const translationOf = unpackTranslations(packed, language);
    const wrong = Object.entries(translations[language] ?? {}).filter(([key, text]) => translationOf?.(key) !== text);
    expect(wrong).toEqual([]);
    expect(translationOf?.('Said by nobody.')).toBeUndefined();
  }
});

test.each([
  undefined,
  null,
  'text',
  {},
  { keys: '', texts: null },
  { keys: 1, texts: { ru: [] } },
  { keys: '', texts: {} },
])('what is no pack of translations gives none: %j', (packed) => {
  expect(unpackTranslations(packed, 'ru')).toBeUndefined();
});

test('two sentences that could not be told apart are not packed', () => {
  expect(() => packTranslations(['same', 'same'], {})).toThrow(/^Word one of them/);
});

describe('faults of a translation', () => {
  test.each([
    ['{0} needs {1}', '{1} нужна для {0}', []],
    ['{0} needs {1}', '{0} нужно', ['has the values {0}, not {0} {1}']],
    [' on {0}', 'на {0}', ['begins with other blanks']],
    ['Set `A=1`', 'Задать `A=2`', ['has the code `A=2`, not `A=1`']],
    ['It ends with "{0}: not found".', 'Завершается: «{0}: not found».', []],
    ['It ends with "{0}: not found".', 'Завершается: «{0}: не найдено».', ['lacks {0}: not found']],
    ['Drop -race', 'Убрать', ['lacks -race']],
    ['COPY brings go.mod', 'COPY приносит go.sum', ['lacks go.mod']],
  ])('%s -> %s', (english, translation, faults) => {
    expect(faultsOf(english, translation)).toEqual(faults);
  });
});

describe('what a source says', () => {
  test.each([
    ['say`a ${b} c ${d}`', ['a {0} c {1}']],
    ['say`plain \\`code\\``', ['plain `code`']],
    ['say`outer ${say`inner`}`', ['outer {0}', 'inner']],
    ["inLanguage('one'); inLanguage(x ? 'two' : 'three')", ['one', 'two', 'three']],
    ["defineRule({ id: 'a', title: 'Title', check() { return say`message`; } })", ['Title', 'message']],
    ["l10n.t('for {0}', name); vscode.l10n.t('both')", ['for {0}', 'both']],
    ["other`no`; title('no'); t('no'); inLanguage(rule.title)", []],
  ])('%s', (source, keys) => {
    expect(sentencesOf('a.ts', source)).toEqual(keys);
  });

  test('is written where it is said', () => {
    expect(() => sentencesOf('a.ts', '\ninLanguage(row.text)')).toThrow(
      'a.ts:2: a sentence has to be written here, not row.text',
    );
  });
});
