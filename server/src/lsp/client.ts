import type { InitializeParams } from 'vscode-languageserver/node';

/** What the client can do, as far as it makes a difference to us. */
export interface ClientAbilities {
  /** It asks for diagnostics; otherwise they are sent to it. */
  readonly pullsDiagnostics: boolean;
  /** It can be told to ask for diagnostics again. */
  readonly refreshesDiagnostics: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly tellsFolders: boolean;
  readonly showsRelated: boolean;
  readonly takesVersionedEdits: boolean;
  readonly resolvesEdits: boolean;
  /** It shows what an edit changes and asks, if told to. */
  readonly previewsEdits: boolean;
  readonly showsMarkdown: boolean;
  /** It shows actions that are not to be had, with the reason, to whoever asks for their kind. */
  readonly showsDisabled: boolean;
}

export function readAbilities({ capabilities: { workspace, textDocument } }: InitializeParams): ClientAbilities {
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport ?? false,
    answersConfiguration: workspace?.configuration ?? false,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    tellsFolders: workspace?.workspaceFolders ?? false,
    showsRelated:
      textDocument?.publishDiagnostics?.relatedInformation ?? textDocument?.diagnostic?.relatedInformation ?? false,
    takesVersionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
    previewsEdits: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false,
    showsDisabled: textDocument?.codeAction?.disabledSupport ?? false,
    showsMarkdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
  };
}
