import { isDeepStrictEqual } from 'node:util';
import { analyse, createAnalyser } from '../../src/analyse';
import type { Analysis } from '../../src/analysis';
import { lensCommands } from '../../src/features/codeLenses';
import { editorFeatures } from '../../src/features/editor';
import { fixAll } from '../../src/features/fixAll';
import type { OutlineItem } from '../../src/features/navigation/outline';
import { refactorings, withheldRefactorings } from '../../src/features/refactorings';
import { explainJson, explainText } from '../../src/report/explain';
import type { FileReport } from '../../src/report/fileReport';
import { githubReport } from '../../src/report/github';
import { jsonReport } from '../../src/report/json';
import { sarifReport } from '../../src/report/sarif';
import { textReport } from '../../src/report/text';
import { rules } from '../../src/rules/registry';
import { defaultSettings } from '../../src/settings';
import { applyEdits, type Edit } from '../../src/text/edit';
import type { Span } from '../../src/text/span';
import { analysisInput, type FuzzInput } from './input';

/** More fixes than these of one text teach nothing new. */
const mostFixes = 12;

/**
 * Does with an input all that an editor and the command line do.
 * @throws Error that says what does not hold
 */
export function examine(input: FuzzInput): void {
  const again = createAnalyser();
  for (const [version, text] of input.versions.entries()) {
    const fresh = analyse(analysisInput(input, text));
    const kept = again(analysisInput(input, text));
    if (!isDeepStrictEqual(shown(kept), shown(fresh)))
      throw new Error(`version ${version} says other things than a fresh analysis`);
    examineAnalysis(input, text, kept);
  }
}

function examineAnalysis(input: FuzzInput, text: string, analysis: Analysis): void {
  const { model, findings } = analysis;
  const inside = (span: Span, what: string): void => {
    const fits = Number.isInteger(span.start) && span.start >= 0 && span.start <= span.end && span.end <= text.length;
    if (!fits) throw new Error(`${what}: ${span.start} to ${span.end} is not in the text of ${text.length}`);
  };
  const edit = (edits: readonly Edit[], what: string): string => {
    for (const { span } of edits) inside(span, what);
    return applyEdits(text, edits);
  };
  for (const { span } of model.dockerfile.instructions) inside(span, 'instruction');
  for (const { span } of model.stages) inside(span, 'stage');
  for (const { span } of model.verdict.because) if (span) inside(span, 'verdict');
  let before = 0;
  for (const { rule, span, related = [], withheld } of findings) {
    inside(span, rule.id);
    if (span.start < before) throw new Error(`${rule.id}: findings are not in the order of the text`);
    before = span.start;
    for (const other of related) inside(other.span, `${rule.id}, related`);
    withheld?.();
  }
  const changed = new Set(
    findings.flatMap(({ fixes, rule }) => fixes.map(({ edits, title }) => edit(edits, `${rule.id}: ${title}`))),
  );
  const whole = { start: 0, end: text.length };
  for (const { edits, title } of refactorings(model, whole)) changed.add(edit(edits, title));
  withheldRefactorings(model, whole);
  for (const mended of [...changed].slice(0, mostFixes)) analyse(analysisInput(input, mended));
  fixAll(text, (other) => analyse(analysisInput(input, other)));
  askAsEditors(input, text, analysis, { inside, edit });
  examineReports({ path: 'Dockerfile', text, findings }, analysis);
}

interface Checks {
  readonly inside: (span: Span, what: string) => void;
  readonly edit: (edits: readonly Edit[], what: string) => string;
}

function askAsEditors({ places }: FuzzInput, text: string, analysis: Analysis, { inside, edit }: Checks): void {
  const ask = editorFeatures;
  const offsets = places.map((share) => Math.floor(share * text.length));
  for (const offset of offsets) {
    const found = ask.hover(analysis, offset);
    if (found) inside(found.span, 'hover');
    for (const trigger of [undefined, ' ', '=']) {
      const completion = ask.complete(analysis, offset, { completesKeywords: true, trigger });
      if (!completion) continue;
      inside(completion.insert, 'completion');
      inside(completion.replace, 'completion');
      for (const { also = [], newText } of completion.items.slice(0, 20))
        edit([...also, { span: completion.replace, newText }], 'completion');
    }
    for (const target of ask.definition(analysis, offset)?.targets ?? []) inside(target.span, 'definition');
    for (const { span } of ask.references(analysis, offset)) inside(span, 'reference');
    const name = ask.prepareRename(analysis, offset);
    if (name && 'span' in name) {
      inside(name.span, 'rename');
      const renamed = ask.rename(analysis, offset, 'renamed');
      if ('edits' in renamed) edit(renamed.edits, 'rename');
    }
    let outer: Span | undefined;
    for (const span of ask.selection(analysis, offset)) {
      inside(span, 'selection');
      if (outer && (span.start > outer.start || span.end < outer.end)) throw new Error('selections are not nested');
      outer = span;
    }
  }
  const examineOutline = (items: readonly OutlineItem[], around: Span): void => {
    for (const { span, nameSpan, children } of items) {
      inside(span, 'outline');
      if (span.start < around.start || span.end > around.end) throw new Error('the outline is not nested');
      if (nameSpan.start < span.start || nameSpan.end > span.end)
        throw new Error('the outline names what is elsewhere');
      examineOutline(children, span);
    }
  };
  const whole = { start: 0, end: text.length };
  examineOutline(ask.outline(analysis), whole);
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const { start, end } of ask.folding(analysis))
    if (start < 0 || end < start || end >= lines) throw new Error('what is folded is not in the text');
  for (const { span } of ask.links(analysis)) inside(span, 'link');
  for (const hint of ask.inlayHints(analysis, whole, defaultSettings.inlayHints)) {
    inside({ start: hint.offset, end: hint.offset }, 'inlay hint');
    hint.tooltip();
  }
  for (const { span } of ask.codeLenses(analysis, new Set(Object.values(lensCommands)))) inside(span, 'code lens');
  ask.buildGraph(analysis);
  ask.buildNeeds(analysis.model);
  ask.choosePlatforms(analysis.model, []);
}

function examineReports(report: FileReport, { model }: Analysis): void {
  JSON.parse(jsonReport([report]));
  JSON.parse(sarifReport([report], rules, '1.0.0'));
  JSON.stringify(explainJson(model, 'Dockerfile'));
  const outputs = {
    text: textReport([report], { colour: false }),
    github: githubReport([report]),
    explain: explainText(model, 'Dockerfile'),
  };
  for (const [format, output] of Object.entries(outputs)) {
    const found = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/.exec(output);
    if (found)
      throw new Error(
        `${format}: a control character, ${JSON.stringify(output.slice(Math.max(0, found.index - 40), found.index + 10))}`,
      );
  }
}

/** Everything of an analysis that someone sees. */
function shown({ model, findings }: Analysis): unknown {
  return {
    explained: explainJson(model, 'Dockerfile'),
    findings: findings.map(({ rule, fixes, withheld, ...finding }) => ({
      ...finding,
      rule: rule.id,
      fixes,
      withheld: withheld?.(),
    })),
    problems: model.problems,
    parsed: model.dockerfile,
  };
}
