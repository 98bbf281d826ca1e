import { printable, printableLine } from '../text/printable';
import type { ReportedFinding } from '../analysis';
import type { Severity } from '../rules/rule';
import { LineIndex } from '../text/lineIndex';
import { count, severityNouns, type FileReport } from './fileReport';

const colours: Readonly<Record<Severity, number>> = { error: 31, warning: 33, information: 34, hint: 36 };
const grey = 90;
const bold = 1;

/** An excerpt shows no more of a line than this. */
const excerptWidth = 160;

type Paint = (text: string, code: number) => string;

/**
 * Findings for people: place, severity, message, the line with carets, what the fix would do; hints in a line each; then a
 * summary.
 */
export function textReport(files: readonly FileReport[], options: { readonly colour: boolean }): string {
  const paint: Paint = options.colour ? (text, code) => `\u001B[${code}m${text}\u001B[0m` : (text) => text;
  const lines = files.flatMap((file) => [
    ...(file.fixed ?? []).map(({ rule, title }) => `${printableLine(file.path)}: fixed: ${printable(title)} (${rule})`),
    ...fileLines(file, paint),
  ]);
  return [...lines, summary(files, paint), ''].join('\n');
}

/** What could not be checked, one line each, with a line break behind each. */
export function problemLines(files: readonly FileReport[]): string {
  return files
    .flatMap(({ path, problem }) => (problem === undefined ? [] : [`${printableLine(path)}: ${printable(problem)}\n`]))
    .join('');
}

function fileLines({ path, text, findings }: FileReport, paint: Paint): readonly string[] {
  const index = new LineIndex(text ?? '');
  const reports = findings.filter(({ severity }) => severity !== 'hint');
  const hints = findings.filter(({ severity }) => severity === 'hint');
  return [
    ...reports.flatMap((finding) => [...findingLines(path, text ?? '', index, finding, paint), '']),
    // A line each: nearly every Dockerfile could be better, and what is wrong with it must not drown in that.
    ...hints.map((finding) => headLine(path, index, finding, paint)),
    ...(hints.length > 0 ? [''] : []),
  ];
}

function findingLines(
  path: string,
  text: string,
  index: LineIndex,
  finding: ReportedFinding,
  paint: Paint,
): readonly string[] {
  const { severity, span, related = [], fixes } = finding;
  return [
    headLine(path, index, finding, paint),
    ...excerpt(text, index, span.start, span.end, (carets) => paint(carets, colours[severity])),
    ...related.map((other) => `  ${placeOf(path, index, other.span.start)}: ${printable(other.message)}`),
    ...fixes.map(
      ({ title, safety, partial }) =>
        `  fix${partial ? ' (by hand)' : safety === 'review' ? ' (review it)' : ''}: ${printable(title)}`,
    ),
  ];
}

function headLine(
  path: string,
  index: LineIndex,
  { severity, message, rule, span }: ReportedFinding,
  paint: Paint,
): string {
  const place = paint(placeOf(path, index, span.start), bold);
  return `${place}: ${paint(severity, colours[severity])}: ${printable(message)} ${paint(`(${rule.id})`, grey)}`;
}

function placeOf(path: string, index: LineIndex, offset: number): string {
  const { line, character } = index.positionAt(offset);
  return `${printableLine(path)}:${line + 1}:${character + 1}`;
}

/** The line on which the span starts, and carets under what of the span is on it. */
function excerpt(
  text: string,
  index: LineIndex,
  start: number,
  end: number,
  paintCarets: (text: string) => string,
): readonly string[] {
  const { line, character } = index.positionAt(start);
  const lineStart = index.lineStart(line);
  const whole = text.slice(lineStart, index.lineStart(line + 1)).replace(/(?<![\r\n])[\r\n]+$/, '');
  const cut = character > excerptWidth / 2 && whole.length > excerptWidth ? character - excerptWidth / 2 : 0;
  const shown = whole.slice(cut, cut + excerptWidth);
  const from = Math.min(character - cut, shown.length);
  const to = Math.max(from, Math.min(end - lineStart - cut, shown.length));
  const margin = String(line + 1).padStart(5);
  // A tab above a tab keeps the carets in their column, however wide the terminal makes it.
  const indentation = shown.slice(0, from).replace(/[^\t]/g, ' ');
  return [
    `${margin} | ${printable(shown)}`,
    `${' '.repeat(margin.length)} | ${indentation}${paintCarets('^'.repeat(Math.max(1, to - from)))}`,
  ];
}

function summary(files: readonly FileReport[], paint: Paint): string {
  const checked = files.filter(({ problem }) => problem === undefined).length;
  const failed = files.length - checked;
  const findings = files.flatMap((file) => file.findings);
  const counts = severityNouns.flatMap(([severity, noun]) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [paint(count(number, noun), colours[severity])];
  });
  if (checked === 0) return `${count(failed, 'path')} could not be checked.`;
  return [
    `${counts.length === 0 ? 'Nothing found' : counts.join(', ')} in ${count(checked, 'file')}.`,
    ...(failed === 0 ? [] : [`${count(failed, 'path')} could not be checked.`]),
  ].join(' ');
}
