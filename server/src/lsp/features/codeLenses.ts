import { CodeLensRefreshRequest, type CodeLens } from 'vscode-languageserver';
import type { LanguageFeature } from '../languageFeature';
import { toRange } from '../toProtocol';

/** Lines above stages. Offered are only those whose commands the client said that it carries out. */
export const codeLensFeature: LanguageFeature = {
  capabilities: () => ({ codeLensProvider: { resolveProvider: false } }),
  listen: (connection, { analyse, options, answer }) => {
    connection.onCodeLens(({ textDocument: { uri } }, token) =>
      answer<CodeLens[]>('codeLens', [], token, async () => {
        if (options().commands.size === 0) return [];
        const document = await analyse(uri);
        if (!document?.settings.codeLens) return [];
        const { index } = document;
        return document.editor
          .codeLenses(document.analysis, options().commands)
          .map(({ span, title, command, stage, at }) => ({
            range: toRange(index, span),
            command: {
              title,
              command,
              arguments: [
                {
                  uri,
                  ...(stage !== undefined && { stage }),
                  ...(at !== undefined && { position: index.positionAt(at) }),
                },
              ],
            },
          }));
      }),
    );
  },
  refresh: (connection, { refreshesLenses }) =>
    refreshesLenses ? connection.sendRequest(CodeLensRefreshRequest.type) : undefined,
};
