import type { Evidence, UnknownReason } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import { LineIndex } from '../../text/lineIndex';
import { remembered } from '../../text/remembered';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import type { TextSource } from '../texts/textRow';

export interface Hover {
  /** The part that the text is about. */
  readonly span: Span;
  readonly markdown: string;
}

/** What a hover shows, from top to bottom. Everything is Markdown. */
export interface Card {
  readonly title: string;
  /** What it is, on the line of the title. */
  readonly says?: string | undefined;
  /** What it does here, and what follows: a list. */
  readonly lines?: readonly (string | undefined)[];
  /** Paragraphs behind the list. */
  readonly paragraphs?: readonly (string | undefined)[];
  readonly sources?: readonly TextSource[];
}

/** The card as a hover on the span. */
export function toHover(span: Span, { title, says, lines = [], paragraphs = [], sources = [] }: Card): Hover {
  // Items are no sentences, unless there are several in one.
  const items = lines
    .filter((line) => line !== undefined)
    .map((line) => (/\. |。./.test(line) ? line : line.replace(/[.。]$/, '')));
  const list = [...new Set(items)].map((line) => `- ${line}`);
  const links = sources.map(({ title: name, url }) => `[${name}](${url})`);
  const blocks = [
    `**${title}**${says === undefined ? '' : `: ${says}`}`,
    list.join('\n'),
    ...paragraphs,
    [...new Set(links)].join(' · '),
  ];
  return { span, markdown: blocks.filter((block) => block !== undefined && block !== '').join('\n\n') };
}

const longestText = 160;

/** Text of the user as code, on one line, so that nothing in it is read as Markdown. */
export function code(text: string): string {
  // A CR that ends no line is a part of the text, and the cause of much trouble.
  const line = text.replaceAll(/\r(?!\n)/g, '␍').replaceAll(/\s+/g, ' ');
  const plain = line.length > longestText ? `${line.slice(0, longestText - 1)}…` : line;
  const fence = '`'.repeat(1 + Math.max(0, ...[...plain.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const pad = /^[` ]|[` ]$/.test(plain) ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** A sentence of ours that may hold text of the user. */
export function prose(says: string): string {
  return says.includes('`') ? says : says.replaceAll(/[\\*[\]<]|(?<!\w)_|_(?!\w)/g, String.raw`\$&`);
}

/** Different texts, no more than so many, and how many more there are. */
export function firstOf(texts: readonly string[], most: number): readonly string[] {
  const different = [...new Set(texts)];
  const more = different.length - most;
  return more > 0 ? [...different.slice(0, most), say`and ${more} more`] : different;
}

const linesOf = remembered((model: BuildModel) => new LineIndex(model.dockerfile.text));

/** The number of the line of a place, as editors count. */
export function lineAt(model: BuildModel, place: Span): number {
  return linesOf(model).lineAt(place.start) + 1;
}

/** `line 3`, to stand in brackets. */
export function lineOf(model: BuildModel, place: Span): string {
  return say`line ${lineAt(model, place)}`;
}

/** What people call the stage, behind the word `stage`: its name, else its number. */
export function stageName(stage: Stage): string {
  return stage.name === undefined ? String(stage.index) : code(stage.name);
}

/** The stage that the place is in, if it is another one. */
export function otherStage(model: BuildModel, place: Span | undefined, own: Stage | undefined): Stage | undefined {
  if (!place) return undefined;
  const found = model.stages.find((stage) => contains(stage.span, place));
  return found === own ? undefined : found;
}

/** The chain of evidence as lines, with the lines of the Dockerfile or the files that they refer to; each once. */
export function reasons(model: BuildModel, because: readonly Evidence[]): readonly string[] {
  const rows = because.map(({ span, says, file }) => {
    const place = span ? lineOf(model, span) : file && prose(file);
    return place === undefined ? prose(says) : `${prose(says)} (${place})`;
  });
  return [...new Set(rows)];
}

/** The chain of evidence as a Markdown list; empty if there is no reason. */
export function evidenceList(model: BuildModel, because: readonly Evidence[]): string {
  return reasons(model, because)
    .map((line) => `- ${line}`)
    .join('\n');
}

/** Why something is not known, as a clause. */
export const unknownReasons: Readonly<Record<UnknownReason, string>> = {
  'build-arg': say`nothing gives it a value but \`--build-arg\``,
  'foreign-image': say`what the base image holds is not known`,
  'shell-computed': say`the shell computes it`,
  'not-posix-shell': say`this shell cannot be read`,
  'opaque-command': say`a command before it cannot be read`,
  unreadable: say`it cannot be read`,
  'not-modelled': say`it cannot be told`,
};
