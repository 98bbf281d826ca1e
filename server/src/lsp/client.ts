import type { InitializeParams } from 'vscode-languageserver';

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
  /** It asks for what an inlay hint explains once somebody looks at it. */
  readonly resolvesHintTooltips: boolean;
  /** It follows the parts of an inlay hint to other places. */
  readonly followsHints: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
  /** It takes definitions with the range that led there. */
  readonly takesLinks: boolean;
  readonly preparesRename: boolean;
  /** It shows symbols as a tree. */
  readonly showsSymbolTree: boolean;
  /** It shows actions that are not to be had, with the reason, to whoever asks for their kind. */
  readonly showsDisabled: boolean;
  readonly completion: CompletionAbilities;
}

/** What the client does with items of completion. */
export interface CompletionAbilities {
  /** It lets the user choose whether the rest of a word is replaced. */
  readonly replaces: boolean;
  readonly fillsSnippets: boolean;
  readonly showsMarkdown: boolean;
  /** It shows a few words behind each label of the list. */
  readonly showsLabelDetails: boolean;
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
    resolvesHintTooltips: textDocument?.inlayHint?.resolveSupport?.properties.includes('tooltip') ?? false,
    followsHints: textDocument?.inlayHint?.resolveSupport?.properties.includes('label.location') ?? false,
    refreshesHints: workspace?.inlayHint?.refreshSupport ?? false,
    refreshesLenses: workspace?.codeLens?.refreshSupport ?? false,
    takesLinks: textDocument?.definition?.linkSupport ?? false,
    preparesRename: textDocument?.rename?.prepareSupport ?? false,
    showsSymbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    completion: {
      replaces: textDocument?.completion?.completionItem?.insertReplaceSupport ?? false,
      fillsSnippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
      showsMarkdown: textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') ?? false,
      showsLabelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport ?? false,
    },
  };
}

/** What a client asks for by `initializationOptions`. */
export interface ClientOptions {
  /** The commands that it carries out itself. */
  readonly commands: ReadonlySet<string>;
  /** Nothing else in the editor completes keywords of Dockerfiles. */
  readonly completesKeywords: boolean;
  /** It reads folders for a server that has no disk. */
  readonly readsFolders: boolean;
}

/** Reads `initializationOptions`, which may be anything. */
export function readOptions(options: unknown): ClientOptions {
  const given: Readonly<Partial<Record<keyof ClientOptions, unknown>>> =
    typeof options === 'object' && options !== null ? options : {};
  return {
    commands: new Set(Array.isArray(given.commands) ? given.commands.map(String) : []),
    completesKeywords: given.completesKeywords === true,
    readsFolders: given.readsFolders === true,
  };
}
