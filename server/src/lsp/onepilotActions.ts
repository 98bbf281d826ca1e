import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { ReportedFinding } from '../analysis';
import type { Withheld } from '../rules/rule';
import { ignoreOnYamlLine } from '../rules/suppression';
import { say } from '../text/say';
import { disabledActions, quickFixes, speaksOf, type CodeActionOptions } from './codeActions';
import type { AnalysedDocument, AnalysedManifest, OfferedMove } from './session';
import { toDiagnostic, toSeveralEdits, toSpan, toWorkspaceEdit } from './toProtocol';

/** A command of the client: it asks for the labels and puts them on the clipboard. */
export const copyLabelsCommand = 'goDockerfile.copyOnepilotLabels';

const movableRule = 'arms-variables-in-image';

/** Fixes of the findings in a range of a manifest, and comments that silence them. */
export function manifestActions(
  document: AnalysedManifest,
  params: CodeActionParams,
  options: CodeActionOptions,
): CodeAction[] {
  const findings = findingsAt(document, document.findings, params);
  const diagnosticOf = diagnosticIn(document, params, options);
  const ignores = findings.map((finding) => ({
    title: say`Ignore ${finding.rule.id} on this line`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticOf(finding)],
    edit: toWorkspaceEdit(
      document,
      [ignoreOnYamlLine(document.text, finding.span, finding.rule.id)],
      options.versioned,
    ),
  }));
  const withheld = disabledActions(params.context, options, CodeActionKind.QuickFix, () =>
    findings.flatMap((finding) => finding.withheld?.() ?? []),
  );
  return [...quickFixes(document, findings, diagnosticOf, options), ...ignores, ...withheld];
}

/**
 * Where settings of the ARMS agent stand in the image: to move them to the labels of the workloads that run it; without any, to
 * copy the labels. Moves that cannot be made say why, to whoever asks for quick fixes.
 */
export async function moveActions(
  document: AnalysedDocument,
  params: CodeActionParams,
  options: CodeActionOptions,
  labels: {
    readonly find: () => Promise<readonly OfferedMove[]>;
    readonly withheld: () => Promise<readonly Withheld[]>;
    readonly copies: boolean;
  },
): Promise<CodeAction[]> {
  const findings = findingsAt(document, document.analysis.findings, params);
  const finding = findings.find(({ rule }) => rule.id === movableRule);
  if (!finding) return [];
  const about = {
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnosticIn(document, params, options)(finding)],
  };
  const moves = await labels.find();
  const asksForKind = options.disabled && params.context.only !== undefined;
  const reasons = asksForKind ? await labels.withheld() : [];
  const withheld = disabledActions(params.context, options, CodeActionKind.QuickFix, () => reasons);
  if (moves.length > 0) {
    const offered = moves.map((move) => ({
      title: move.title,
      ...about,
      edit: moveEdit(document, move, options.versioned),
    }));
    return [...offered, ...withheld];
  }
  const title = say`Copy ack-onepilot labels`;
  const command = { title, command: copyLabelsCommand, arguments: [document.uri] };
  return [...(labels.copies ? [{ title, ...about, command }] : []), ...withheld];
}

function moveEdit(document: AnalysedDocument, move: OfferedMove, versioned: boolean): WorkspaceEdit {
  const manifests = move.manifests.filter(({ edits }) => edits.length > 0);
  return toSeveralEdits([{ ...document, edits: move.dockerfile }, ...manifests], versioned);
}

function findingsAt(
  { index }: AnalysedDocument | AnalysedManifest,
  findings: readonly ReportedFinding[],
  { range, context }: CodeActionParams,
): readonly ReportedFinding[] {
  const wanted = context.only?.some((kind) => CodeActionKind.QuickFix === kind) ?? true;
  const place = toSpan(index, range);
  return wanted ? findings.filter(({ span }) => span.start <= place.end && place.start <= span.end) : [];
}

function diagnosticIn(
  document: AnalysedDocument | AnalysedManifest,
  { context }: CodeActionParams,
  { withRelated }: CodeActionOptions,
): (finding: ReportedFinding) => Diagnostic {
  return (finding) =>
    context.diagnostics.find((candidate) => speaksOf(document, candidate, finding)) ??
    toDiagnostic(document, finding, withRelated);
}
