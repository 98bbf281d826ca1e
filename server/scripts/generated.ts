import { languages as translated } from '../src/host/language';
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

/** Translations by their English sentences. */
export type Bundle = Readonly<Record<string, string>>;

/** All of them: the manifest's settings, the README's tables, the version that the bundles report, what is said to people. */
export function generatedFiles(
  rules: readonly RuleDescription[],
  version: string,
  sentences: readonly Sentence[],
): readonly GeneratedFile[] {
  return [
    { path: 'package.json', renew: (text) => withConfiguration(text, rules) },
    {
      path: 'README.md',
      renew: (text) => withSection(withSection(text, 'rules', rulesTable(rules)), 'settings', settingsTable()),
    },
    { path: 'server/src/version.ts', renew: () => versionModule(version) },
    { path: 'l10n/bundle.l10n.json', renew: () => bundleText(sentences, (key) => key) },
    ...languages.map((language) => ({
      path: bundlePath(language),
      renew: (text: string) => {
        const known = parseBundle(text);
        return bundleText(sentences, (key) => known[key]);
      },
    })),
  ];
}

/** Where the translations into a language are. */
export function bundlePath(language: string): string {
  return `l10n/bundle.l10n.${language}.json`;
}

/** Empty text: no translations. Throws an Error for anything else than an object of texts. */
export function parseBundle(text: string): Bundle {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  if (!isRecord(value)) throw new Error('A bundle has to be an object.');
  return Object.fromEntries(
    Object.entries(value).map(([key, translation]) => {
      if (typeof translation !== 'string') throw new Error(`The translation of '${key}' has to be a text.`);
      return [key, translation];
    }),
  );
}

/** Only what is said, in its order; what has no translation is left out. */
function bundleText(sentences: readonly Sentence[], translate: (key: string) => string | undefined): string {
  const rows = sentences.flatMap(({ key }) => {
    const translation = translate(key);
    return translation === undefined ? [] : [[key, translation]];
  });
  return `${JSON.stringify(Object.fromEntries(rows), undefined, 2)}\n`;
}

function withConfiguration(text: string, rules: readonly RuleDescription[]): string {
  const manifest: unknown = JSON.parse(text);
  if (!isRecord(manifest)) throw new Error('package.json holds no object.');
  const contributes = isRecord(manifest['contributes']) ? manifest['contributes'] : {};
  const configuration = { title: 'Go Dockerfile', properties: configurationProperties(rules) };
  manifest['contributes'] = { ...contributes, configuration };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** The settings as the JSON schema that editors complete and check them by. */
function configurationProperties(rules: readonly RuleDescription[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    settingRows.map((row) => [
      `${settingsSection}.${row.name}`,
      { ...schemaOf(row, rules), default: row.default, scope: row.scope, markdownDescription: row.description },
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
    case 'texts':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'rules':
      return {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          rules.map(({ id, title, severity }) => [
            id,
            { type: 'string', enum: severityChoices, default: severity, description: `${title}.` },
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
      row.default === '' ? 'empty' : `\`${typeof row.default === 'object' ? '{}' : String(row.default)}\``,
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
