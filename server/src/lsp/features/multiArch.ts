import type { CancellationToken, Range, TextEdit } from 'vscode-languageserver';
import type { LanguageFeature } from '../languageFeature';
import { toRange, toTextEdits } from '../toProtocol';

/** Asks for the platforms that a Dockerfile, `{ uri, platforms }`, can be built for; those named are among them. */
export const platformsRequest = 'goDockerfile/platforms';

/** Asks for the findings about platforms, as they are if a Dockerfile is built for several, `{ uri, platforms }`. */
export const platformFindingsRequest = 'goDockerfile/platformFindings';

/** The client has a copy of these types. */
interface PlatformsResult {
  readonly candidates: readonly {
    readonly platform: string;
    readonly as: 'image' | 'files';
    readonly whyNot: string | null;
  }[];
  readonly runsOnTarget: boolean;
}

interface PlatformFinding {
  readonly rule: string;
  readonly message: string;
  readonly range: Range;
  /** The best one; of this version of the document. */
  readonly fix: { readonly title: string; readonly version: number; readonly edits: readonly TextEdit[] } | null;
}

export const multiArchFeature: LanguageFeature = {
  capabilities: () => ({}),
  listen: (connection, { analyse, answer }) => {
    connection.onRequest(platformsRequest, (params: unknown, token: CancellationToken) =>
      answer<PlatformsResult | null>('platforms', null, token, async () => {
        const { uri, platforms } = read(params);
        const document = await analyse(uri);
        if (!document) return undefined;
        const { candidates, runsOnTarget } = document.editor.choosePlatforms(document.analysis.model, platforms);
        return {
          candidates: candidates.map(({ whyNot, ...candidate }) => ({ ...candidate, whyNot: whyNot ?? null })),
          runsOnTarget,
        };
      }),
    );
    connection.onRequest(platformFindingsRequest, (params: unknown, token: CancellationToken) =>
      answer<readonly PlatformFinding[]>('platformFindings', [], token, async () => {
        const { uri, platforms } = read(params);
        const document = await analyse(uri);
        if (!document) return undefined;
        const { analysis, editor, index, settings, version } = document;
        return editor
          .findForPlatforms(analysis, platforms, settings.rules, document.analyse)
          .map(({ rule, message, span, fixes: [fix] }) => ({
            rule: rule.id,
            message,
            range: toRange(index, span),
            fix:
              fix && fix.partial !== true ? { title: fix.title, version, edits: toTextEdits(index, fix.edits) } : null,
          }));
      }),
    );
  },
};

function read(params: unknown): { readonly uri: string; readonly platforms: readonly string[] } {
  if (typeof params !== 'object' || params === null) return { uri: '', platforms: [] };
  const uri = 'uri' in params && typeof params.uri === 'string' ? params.uri : '';
  const given: readonly unknown[] = 'platforms' in params && Array.isArray(params.platforms) ? params.platforms : [];
  return { uri, platforms: given.filter((name) => typeof name === 'string') };
}
