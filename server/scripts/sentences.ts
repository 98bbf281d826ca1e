/**
 * Collects what is said to people, by the syntax of the sources: say`…`, inLanguage('…') and the titles of rules in the
 * server, and l10n.t('…') in the client. Nobody keeps a list of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A sentence in English, `{0}` standing for the first value, and the first file that says it. */
export interface Sentence {
  readonly key: string;
  /** Relative to the root of the repository, with slashes. */
  readonly file: string;
}

/** What is said in all files below some folders of the repository, each once, in the order of the keys. */
export function sentencesBelow(root: string, folders = ['server/src', 'client/src']): readonly Sentence[] {
  const files = folders.flatMap((folder) => sourcesBelow(root, folder));
  const found = new Map<string, Sentence>();
  for (const file of files) {
    for (const key of sentencesOf(file, readFileSync(join(root, file), 'utf8'))) {
      if (!found.has(key)) found.set(key, { key, file });
    }
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/**
 * The keys of what one source says, in its order. Throws an Error with a sentence for a call whose text is written elsewhere:
 * that could not be collected.
 * @param file its path, for that sentence
 */
export function sentencesOf(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const keys: string[] = [];
  visit(source);
  return keys;

  function visit(node: ts.Node): void {
    if (ts.isTaggedTemplateExpression(node) && isNamed(node.tag, 'say')) keys.push(keyOf(node.template));
    else if (ts.isCallExpression(node)) visitCall(node);
    ts.forEachChild(node, visit);
  }

  function visitCall({ expression, arguments: [first] }: ts.CallExpression): void {
    if (!first) return;
    if (isNamed(expression, 'inLanguage')) {
      // Titles are collected where rules are declared.
      if (!(ts.isPropertyAccessExpression(first) && first.name.text === 'title')) add(first);
    } else if (isNamed(expression, 'defineRule') || isNamed(expression, 'defineManifestRule')) {
      if (!ts.isObjectLiteralExpression(first)) return;
      for (const property of first.properties) {
        if (ts.isPropertyAssignment(property) && isNamed(property.name, 'title')) add(property.initializer);
      }
    } else if (
      ts.isPropertyAccessExpression(expression) &&
      expression.name.text === 't' &&
      isNamed(
        ts.isPropertyAccessExpression(expression.expression) ? expression.expression.name : expression.expression,
        'l10n',
      )
    ) {
      add(first);
    }
  }

  /** A text, or one of two. */
  function add(node: ts.Expression): void {
    if (ts.isStringLiteralLike(node)) keys.push(node.text);
    else if (ts.isParenthesizedExpression(node)) add(node.expression);
    else if (ts.isConditionalExpression(node)) {
      add(node.whenTrue);
      add(node.whenFalse);
    } else {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      throw new Error(`${file}:${line}: a sentence has to be written here, not ${node.getText()}`);
    }
  }
}

/** As say.ts makes it of the strings. */
function keyOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  const { head, templateSpans } = template;
  return templateSpans.reduce((key, { literal }, index) => `${key}{${index}}${literal.text}`, head.text);
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

function sourcesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesBelow(root, path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}
