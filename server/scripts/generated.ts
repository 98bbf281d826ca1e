import { languages as translated } from '../src/host/translations';
import type { RuleDescription } from '../src/rules/rule';
import { settingRows, settingsSection, severityChoices } from '../src/settings';
import type { Sentence } from './sentences';

/** A file of the repository that is made from another one, wholly or in part. */
export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** Its text as it has to be, made from its text as it is. Throws an Error with a sentence if that cannot be done. */
  readonly renew: (text: string) => string;
}

/** Languages other than English, as VS Code names them. */
export const languages = translated.map(([language]) => language);

/** Texts by their keys. */
export type Texts = Readonly<Record<string, string>>;

/** What is said to people, and the translations that there are of it. */
export interface Said {
  readonly sentences: readonly Sentence[];
  /** By language, then by the sentence in English. */
  readonly translations: Readonly<Record<string, Texts>>;
}

/** All of them: the manifest's settings, the README's tables, the version that the bundles report, what is said to people. */
export function generatedFiles(
  rules: readonly RuleDescription[],
  version: string,
  { sentences, translations }: Said,
): readonly GeneratedFile[] {
  return [
    { path: 'package.json', renew: (text) => withConfiguration(text, rules) },
    { path: manifestPath(), renew: (text) => manifestTexts(text, rules) },
    ...languages.map((language) => ({
      path: manifestPath(language),
      renew: (text: string) => manifestTexts(text, rules, translations[language] ?? {}),
    })),
    {
      path: 'README.md',
      renew: (text) => withSection(withSection(text, 'rules', rulesTable(rules)), 'settings', settingsTable()),
    },
    { path: 'server/src/version.ts', renew: () => versionModule(version) },
    { path: bundlePath(), renew: () => bundleText(sentences, (key) => key) },
    ...languages.map((language) => ({
      path: bundlePath(language),
      renew: () => bundleText(sentences, (key) => translations[language]?.[key]),
    })),
  ];
}

/** What is said in English, or the translations into a language. */
export function bundlePath(language?: string): string {
  return `l10n/bundle.l10n${language === undefined ? '' : `.${language}`}.json`;
}

/** The texts of package.json, in English or in another language. */
export function manifestPath(language?: string): string {
  return `package.nls${language === undefined ? '' : `.${language}`}.json`;
}

/** Empty text: no texts. Throws an Error for anything else than an object of texts. */
export function parseTexts(text: string): Texts {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  if (!isRecord(value)) throw new Error('The file has to hold an object.');
  return Object.fromEntries(
    Object.entries(value).map(([key, translation]) => {
      if (typeof translation !== 'string') throw new Error(`The translation of '${key}' has to be a text.`);
      return [key, translation];
    }),
  );
}

/** Only what is said, in its order; what has no translation is left out. */
function bundleText(sentences: readonly Sentence[], translate: (key: string) => string | undefined): string {
  return textsText(sentences.map(({ key }) => [key, translate(key)]));
}

function textsText(rows: readonly (readonly [string, string | undefined])[]): string {
  return jsonText(Object.fromEntries(rows.filter(([, text]) => text !== undefined)));
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Keys of package.nls.json for what is described elsewhere. */
const settingKey = (name: string): string => `setting.${name}`;
const ruleKey = (id: string): string => `rule.${id}`;

/**
 * The texts of the manifest: those of settings and rules follow from their descriptions, in other languages as far as they are
 * translated; all others stand in the file itself.
 * @param translations undefined for English
 */
function manifestTexts(text: string, rules: readonly RuleDescription[], translations?: Texts): string {
  const before = parseTexts(text);
  const own = Object.entries(before).filter(([key]) => !/^(?:setting|rule)\./.test(key));
  const settings = settingRows.map(({ name, description }) => {
    const key = settingKey(name);
    return [key, translations ? before[key] : description] as const;
  });
  const titles = rules.map(({ id, title }) => {
    const translation = translations ? translations[title] : title;
    return [ruleKey(id), translation === undefined ? undefined : asSentence(translation)] as const;
  });
  return textsText([...own, ...settings, ...titles]);
}

function asSentence(title: string): string {
  return /\p{Script=Han}/u.test(title) ? `${title}。` : `${title}.`;
}

function withConfiguration(text: string, rules: readonly RuleDescription[]): string {
  const manifest: unknown = JSON.parse(text);
  if (!isRecord(manifest)) throw new Error('package.json holds no object.');
  const contributes = isRecord(manifest['contributes']) ? manifest['contributes'] : {};
  const configuration = { title: 'Go Dockerfile', properties: configurationProperties(rules) };
  manifest['contributes'] = { ...contributes, configuration };
  return jsonText(manifest);
}

/** The settings as the JSON schema that editors complete and check them by. */
function configurationProperties(rules: readonly RuleDescription[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    settingRows.map((row) => [
      `${settingsSection}.${row.name}`,
      {
        ...schemaOf(row, rules),
        default: row.default,
        scope: row.scope,
        markdownDescription: `%${settingKey(row.name)}%`,
      },
    ]),
  );
}

function schemaOf(
  row: (typeof settingRows)[number],
  rules: readonly RuleDescription[],
): Readonly<Record<string, unknown>> {
  switch (row.kind) {
    case 'text':
      return { type: 'string' };
    case 'choice':
      return { type: 'string', enum: row.choices };
    case 'switch':
      return { type: 'boolean' };
    case 'list':
      return { type: 'array', items: { type: 'string' }, uniqueItems: true };
    case 'texts':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'rules':
      return {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          rules.map(({ id, severity }) => [
            id,
            { type: 'string', enum: severityChoices, default: severity, description: `%${ruleKey(id)}%` },
          ]),
        ),
      };
  }
}

function rulesTable(rules: readonly RuleDescription[]): string {
  return table(
    ['Rule', 'What it reports', 'Severity', 'Fix'],
    rules.map(({ id, title, severity, fix }) => [`[${id}](server/src/rules/${id}/README.md)`, title, severity, fix]),
  );
}

function settingsTable(): string {
  return table(
    ['Setting', 'Default', 'What it does'],
    settingRows.map((row) => [
      `\`${settingsSection}.${row.name}\``,
      row.default === ''
        ? 'empty'
        : `\`${typeof row.default === 'object' ? JSON.stringify(row.default) : String(row.default)}\``,
      row.description,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The text with a new table between `<!-- generated: name -->` and `<!-- /generated: name -->`. */
function withSection(text: string, name: string, content: string): string {
  const start = `<!-- generated: ${name} -->`;
  const end = `<!-- /generated: ${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The lines ${start} and ${end} are missing.`);
  return `${text.slice(0, from)}${start}\n\n${content}\n\n${text.slice(to)}`;
}

function versionModule(version: string): string {
  return `// Written by \`npm run generate\` from package.json.

/** Version of the extension, the language server and the command line alike. */
export const version = '${version}';
`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
