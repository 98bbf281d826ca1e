import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type CodeAction,
  type Connection,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { settingsSection } from '../settings';
import { version } from '../version';
import { readAbilities, readOptions, type ClientAbilities } from './client';
import { codeActions, withFixAllEdit, withModerniseEdit, type CodeActionOptions } from './codeActions';
import { languageFeatures } from './features/all';
import { readFolderRequest, toFolderFiles, type LoadingClient, type FolderFiles } from './loadingClient';
import type { FeatureServer } from './languageFeature';
import { copyLabelsCommand, manifestActions, moveActions } from './onepilotActions';
import { createSession, type AnalysedDocument, type AnalysedManifest, type Core } from './session';
import { fixAllKind, instgoKind, moderniseKind, toDiagnostic, toVerdict } from './toProtocol';

/** Sent after each analysis; see VerdictParams. */
export const verdictNotification = 'goDockerfile/verdict';

/** Asked by the client's command: the labels of ack-onepilot for the Dockerfile of a URI, as lines of YAML, or null. */
export const labelsRequest = 'goDockerfile/onepilotLabels';

/** Files beside the Dockerfile that an analysis may have looked at. */
const watchedFiles = [
  '**/{go.mod,go.sum,go.work,.dockerignore,*.dockerignore,.go-dockerfile.yaml,Makefile}',
  '**/*.{go,sh}',
  '**/vendor/modules.txt',
  '**/{compose,docker-compose,docker-bake}*.{yaml,yml,hcl,json}',
  '**/{.vscode/tasks.json,.github/workflows/*.yml,.github/workflows/*.yaml,GNUmakefile,makefile}',
];

/** Completes the actions whose edit costs something, once one is chosen. */
const resolvers: Readonly<Record<string, typeof withFixAllEdit | typeof withModerniseEdit>> = {
  [fixAllKind]: withFixAllEdit,
  [moderniseKind]: withModerniseEdit,
};

/** Analyses that take longer than this wait for a pause of their own length between key strokes. */
const comfortableMilliseconds = 30;

/**
 * Answers everything that the client asks on this connection. No request fails because of a fault of ours: it is logged, and
 * the answer is empty.
 * @param load gives the rest of the program, which speaks the language of the client's locale
 */
export function handle(connection: Connection, load: (client: LoadingClient) => Promise<Core>): void {
  const documents = new TextDocuments(TextDocument);
  const complaints = new Set<string>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Documents that are to be analysed for nobody who asked. */
  const waiting = new Set<string>();
  let isPublishing = false;
  const durations = new Map<string, number>();
  const told = new Map<string, string>();
  let folders: readonly string[] = [];
  let abilities: ClientAbilities | undefined;
  let locale: string | undefined;
  let clientOptions = readOptions(undefined);
  let pushedConfiguration: unknown;

  const loadingClient: LoadingClient = {
    locale: () => locale,
    readFolder,
    changed: () => startOver({ keepFiles: true }),
  };
  const session = createSession(() => load(loadingClient), {
    document: (uri) => documents.get(uri),
    configuration: async (uri) =>
      abilities?.answersConfiguration
        ? await connection.workspace.getConfiguration({ scopeUri: uri, section: settingsSection })
        : pushedConfiguration,
    folders: () => folders,
    complain: (message) => {
      if (complaints.has(message)) return;
      complaints.add(message);
      tell(
        'showMessage',
        connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message }),
      );
    },
  });

  connection.onInitialize((params): InitializeResult => {
    const able = readAbilities(params);
    abilities = able;
    locale = params.locale;
    folders = initialFolders(params);
    pushedConfiguration = sectionOf(params.initializationOptions);
    clientOptions = readOptions(params.initializationOptions);
    return {
      serverInfo: { name: 'go-dockerfile', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        ...Object.assign({}, ...languageFeatures.map(({ capabilities }) => capabilities(able))),
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, fixAllKind, moderniseKind, instgoKind],
          resolveProvider: abilities.resolvesEdits,
        },
        ...(abilities.pullsDiagnostics && {
          diagnosticProvider: {
            identifier: 'go-dockerfile',
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    void guard('initialized', undefined, register);
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    pushedConfiguration = sectionOf(settings);
    startOver();
  });
  connection.onDidChangeWatchedFiles(() => startOver());

  documents.onDidChangeContent(({ document }) => schedule(document.uri));
  documents.onDidSave(() => startOver());
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(timers.get(uri));
    for (const known of [timers, durations, told]) known.delete(uri);
    session.forget(uri);
    if (!abilities?.pullsDiagnostics) tell('diagnostics', connection.sendDiagnostics({ uri, diagnostics: [] }));
  });

  connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
    answer<DocumentDiagnosticReport>('diagnostic', { kind: 'full', items: [] }, token, async () => {
      const document = (await analyse(textDocument.uri)) ?? (await session.manifest(textDocument.uri));
      if (!document) return undefined;
      const { resultId } = document;
      if (resultId === previousResultId) return { kind: 'unchanged', resultId };
      return { kind: 'full', resultId, items: diagnosticsOf(document) };
    }),
  );

  connection.onCodeAction((params, token) =>
    answer<CodeAction[]>('codeAction', [], token, async () => {
      const options = actionOptions();
      const document = await analyse(params.textDocument.uri);
      if (!document) {
        const manifest = await session.manifest(params.textDocument.uri);
        return manifest && manifestActions(manifest, params, options);
      }
      const moves = await moveActions(document, params, options, {
        find: () => session.movesToLabels(document),
        withheld: () => session.withheldMoves(document),
        copies: clientOptions.commands.has(copyLabelsCommand),
      });
      const wholeOnly = moves.some(({ edit }) => edit !== undefined);
      return [...moves, ...codeActions(document, params, { ...options, wholeOnly })];
    }),
  );

  connection.onCodeActionResolve((action, token) =>
    answer<CodeAction>('codeAction/resolve', action, token, async () => {
      const complete = action.kind === undefined ? undefined : resolvers[action.kind];
      const document = complete && (await analyse(uriOf(action.data)));
      return document && complete(document, action, actionOptions());
    }),
  );

  connection.onRequest(labelsRequest, (params: unknown, token: CancellationToken) =>
    answer<string | null>('labels', null, token, async () => {
      const document = await analyse(uriOf(params));
      return document && (await session.labelLines(document));
    }),
  );

  const server: FeatureServer = { session, analyse, abilities: () => abilities, options: () => clientOptions, answer };
  for (const feature of languageFeatures) feature.listen(connection, server);

  documents.listen(connection);
  connection.listen();

  async function register(): Promise<void> {
    if (abilities?.tellsFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter((folder) => !gone.has(folder)), ...added.map(({ uri }) => uri)];
        startOver();
      });
    }
    if (abilities?.registersConfiguration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
    }
    if (abilities?.registersWatchers) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watchedFiles.map((globPattern) => ({ globPattern })),
      });
    }
  }

  /** The analysis of a document; the status item of the client hears of each new one. */
  async function analyse(uri: string): Promise<AnalysedDocument | undefined> {
    const document = await session.analysed(uri);
    if (document && told.get(uri) !== document.resultId) {
      told.set(uri, document.resultId);
      // After the answer that somebody waits for.
      setTimeout(() => {
        tell('verdict', connection.sendNotification(verdictNotification, toVerdict(document, document.analysis)));
      }, 0);
    }
    return document;
  }

  /** Files or settings have changed: everything open is looked at again. */
  function startOver(options?: { readonly keepFiles: boolean }): void {
    session.invalidate(options);
    for (const uri of documents.keys()) schedule(uri);
    if (abilities?.pullsDiagnostics && abilities.refreshesDiagnostics) {
      tell('refresh', connection.languages.diagnostics.refresh());
    }
    for (const feature of languageFeatures) {
      const sent = abilities && feature.refresh?.(connection, abilities);
      if (sent) tell('refresh', sent);
    }
  }

  function readFolder(uri: string): Promise<FolderFiles | undefined> {
    return guard('readFolder', undefined, async () =>
      clientOptions.readsFolders ? toFolderFiles(await connection.sendRequest(readFolderRequest, { uri })) : undefined,
    );
  }

  /** Analyses after the messages that already wait, as the next of them may be another key stroke. */
  function schedule(uri: string): void {
    clearTimeout(timers.get(uri));
    const last = durations.get(uri) ?? 0;
    const timer = setTimeout(
      () => {
        timers.delete(uri);
        waiting.add(uri);
        if (!isPublishing) void publishNext();
      },
      last > comfortableMilliseconds ? last : 0,
    );
    timers.set(uri, timer);
  }

  /** One document after the other: what comes in meanwhile need not wait until all that are open are looked at. */
  async function publishNext(): Promise<void> {
    const [uri] = waiting;
    isPublishing = uri !== undefined;
    if (uri === undefined) return;
    waiting.delete(uri);
    await guard('analysis', undefined, () => publish(uri));
    setTimeout(() => void publishNext(), 0);
  }

  async function publish(uri: string): Promise<void> {
    const started = performance.now();
    const document = (await analyse(uri)) ?? (await session.manifest(uri));
    durations.set(uri, performance.now() - started);
    if (!document || abilities?.pullsDiagnostics) return;
    await connection.sendDiagnostics({ uri, version: document.version, diagnostics: diagnosticsOf(document) });
  }

  function diagnosticsOf(document: AnalysedDocument | AnalysedManifest) {
    const findings = 'analysis' in document ? document.analysis.findings : document.findings;
    return findings.map((finding) => toDiagnostic(document, finding, abilities?.showsRelated ?? false));
  }

  function actionOptions(): CodeActionOptions {
    return {
      versioned: abilities?.takesVersionedEdits ?? false,
      resolves: abilities?.resolvesEdits ?? false,
      withRelated: abilities?.showsRelated ?? false,
      previews: abilities?.previewsEdits ?? false,
      disabled: abilities?.showsDisabled ?? false,
    };
  }

  /** Answers a request, unless it is cancelled before the work or during it. */
  async function answer<T>(
    name: string,
    empty: T,
    token: CancellationToken,
    work: () => Promise<T | undefined>,
  ): Promise<T> {
    refuseCancelled(token);
    const result = await guard(name, empty, work);
    refuseCancelled(token);
    return result ?? empty;
  }

  /** Does the work; a fault is logged, and the empty answer given. */
  async function guard<T>(name: string, empty: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isDisconnection(error)) return empty;
      log(name, error);
      return empty;
    }
  }

  /** Sends what nobody waits for. */
  function tell(name: string, sent: Promise<unknown>): void {
    void guard(name, undefined, () => sent);
  }

  function log(name: string, error: unknown): void {
    connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

/** What the client is then told is part of the protocol, not a failure. */
function refuseCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) {
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
  }
}

/** The client is gone, or going: nobody is left to hear of it. */
function isDisconnection(error: unknown): boolean {
  return error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected;
}

function initialFolders({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  return workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
}

/** The `goDockerfile` section of settings that a client sends on its own accord. */
function sectionOf(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && settingsSection in settings
    ? settings[settingsSection]
    : undefined;
}

function uriOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'uri' in data && typeof data.uri === 'string' ? data.uri : '';
}
