import type { CancellationToken, Range } from 'vscode-languageserver';
import type { ExplainedProblem, PrintedOutput } from '../../features/outputs/explainOutput';
import { LineIndex } from '../../text/lineIndex';
import type { LanguageFeature } from '../languageFeature';
import type { AnalysedDocument } from '../session';
import { toRange } from '../toProtocol';
import { contextOf } from './buildInputs';

/** Asks what an engine's output, with the URI of the Dockerfile, means in terms of the Dockerfile and the sources. */
export const explainOutputRequest = 'goDockerfile/explainOutput';

/** The answer is a list of these. The client has a copy of this type. */
export interface OutputProblem extends Pick<ExplainedProblem, 'severity' | 'message' | 'quote'> {
  /** The Dockerfile, or a source file of the build context. */
  readonly uri: string;
  readonly range: Range;
  readonly rule: string | null;
}

export const explainOutputFeature: LanguageFeature = {
  capabilities: () => ({}),
  listen: (connection, { analyse, answer }) => {
    connection.onRequest(explainOutputRequest, (params: unknown, token: CancellationToken) =>
      answer<readonly OutputProblem[]>('explainOutput', [], token, async () => {
        const printed = readParams(params);
        const document = printed && (await analyse(printed.uri));
        return document && explain(document, printed);
      }),
    );
  },
};

function explain(document: AnalysedDocument, printed: PrintedOutput): readonly OutputProblem[] {
  const { uri, index, analysis, editor, places } = document;
  const path = places.toPath(uri);
  const context = path === undefined ? undefined : contextOf(document, path);
  return editor.explainOutput(analysis, printed).flatMap(({ file, span, severity, message, quote, rule = null }) => {
    if (file && context === undefined) return [];
    const of = file && context !== undefined ? places.toUri(places.resolve(context, file.path)) : uri;
    return [{ uri: of, range: toRange(file ? new LineIndex(file.text) : index, span), severity, message, quote, rule }];
  });
}

function readParams(params: unknown): (PrintedOutput & { readonly uri: string }) | undefined {
  if (typeof params !== 'object' || params === null || !('uri' in params) || !('output' in params)) return undefined;
  const { uri, output } = params;
  if (typeof uri !== 'string' || typeof output !== 'string') return undefined;
  const stage = 'stage' in params && typeof params.stage === 'string' ? params.stage : null;
  const exitCode = 'exitCode' in params && typeof params.exitCode === 'number' ? params.exitCode : null;
  return { uri, output, stage, exitCode, phase: 'phase' in params && params.phase === 'run' ? 'run' : 'build' };
}
