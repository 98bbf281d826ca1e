import {
  commands,
  type Disposable,
  env,
  type Event,
  EventEmitter,
  type ExtensionContext,
  l10n,
  Range,
  type TextDocument,
  type TextEditor,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { LanguageServer } from '../languageServer';
import { type BuildGraph, buildGraphRequest, type TextRange } from '../protocol';
import type { Verdicts } from '../verdicts';
import { type FromPage, readFromPage, readPageState, type ToPage } from './messages';
import { pageHtml, type PageWords } from './page';
import { saveSvg } from './saveSvg';

export const showBuildGraphCommand = 'goDockerfile.showBuildGraph';
export const saveBuildGraphCommand = 'goDockerfile.saveBuildGraph';

/** Also in package.json: VS Code restores windows of this type. */
const viewType = 'goDockerfile.buildGraph';

/** What the panel shows, as its page says itself. */
export type DrawnGraph = Omit<Extract<FromPage, { type: 'drawn' }>, 'type'>;

/** The panel beside the editor, for other extensions and tests. */
export interface BuildGraphPanel extends Disposable {
  /** What is drawn; undefined without a panel, and until its page has drawn something. */
  drawn(): DrawnGraph | undefined;
  readonly onDidDraw: Event<DrawnGraph>;
  /** Does in the page what a click on a box or a step does. */
  activate(id: string): void;
}

/** Registers the commands of the build graph. Nothing else happens before one of them is called. */
export function registerBuildGraph(
  context: ExtensionContext,
  server: LanguageServer,
  verdicts: Verdicts,
): BuildGraphPanel {
  const drew = new EventEmitter<DrawnGraph>();
  let panel: WebviewPanel | undefined;
  let shown: Uri | undefined;
  let drawn: DrawnGraph | undefined;
  /** Counts what was asked for, so that an answer that comes late is not shown. */
  let asked = 0;
  let whilePanel: Disposable[] = [];

  const subscriptions = [
    drew,
    commands.registerCommand(showBuildGraphCommand, (given: unknown) => {
      const uri = given instanceof Uri ? given : typeof given === 'string' ? Uri.parse(given) : dockerfileInView()?.uri;
      if (panel) panel.reveal(undefined, true);
      else
        attach(
          window.createWebviewPanel(
            viewType,
            l10n.t('Build graph'),
            { viewColumn: ViewColumn.Beside, preserveFocus: true },
            pageOptions(context),
          ),
        );
      follow(uri ?? shown);
    }),
    commands.registerCommand(saveBuildGraphCommand, () => post({ type: 'save' })),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (restored, state) => {
        const uri = readPageState(state)?.uri;
        panel?.dispose();
        restored.webview.options = pageOptions(context);
        attach(restored);
        const parsed = uri ? Uri.parse(uri) : undefined;
        try {
          if (parsed) await workspace.openTextDocument(parsed);
          follow(parsed ?? dockerfileInView()?.uri);
        } catch {
          // The file is gone since the window was closed.
          follow(dockerfileInView()?.uri);
        }
      },
    }),
  ];

  return {
    drawn: () => drawn,
    onDidDraw: drew.event,
    activate: (id) => post({ type: 'activate', id }),
    dispose() {
      panel?.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };

  function attach(created: WebviewPanel): void {
    panel = created;
    const { webview } = created;
    const file = (name: string) =>
      webview.asWebviewUri(Uri.joinPath(context.extensionUri, 'out', 'client', name)).toString();
    whilePanel = [
      webview.onDidReceiveMessage((message: unknown) => {
        const read = readFromPage(message);
        if (read) receive(read);
      }),
      created.onDidDispose(() => {
        if (panel !== created) return;
        for (const subscription of whilePanel) subscription.dispose();
        panel = drawn = undefined;
        asked++;
      }),
      verdicts.onDidChange((uri) => {
        if (uri.toString() === shown?.toString()) void refresh();
      }),
      window.onDidChangeActiveTextEditor((editor) => {
        if (isDockerfile(editor?.document)) follow(editor?.document.uri);
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => tellCursor(textEditor)),
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.toString() === shown?.toString()) follow(dockerfileInView()?.uri);
      }),
    ];
    webview.html = pageHtml({
      script: file('graph.js'),
      style: file('graph.css'),
      source: webview.cspSource,
      nonce: createNonce(),
      language: env.language,
      words: pageWords(),
    });
  }

  function follow(uri: Uri | undefined): void {
    if (uri?.toString() !== shown?.toString()) drawn = undefined;
    shown = uri;
    void refresh();
  }

  /** Asks for the graph of the file shown, and shows it unless something else was asked for meanwhile. */
  async function refresh(): Promise<void> {
    const turn = ++asked;
    const uri = shown;
    const graph = uri && (await request(uri));
    if (turn !== asked || !panel) return;
    const name = uri ? workspace.asRelativePath(uri) : '';
    panel.title = uri ? l10n.t('Build graph: {0}', name.slice(name.lastIndexOf('/') + 1)) : l10n.t('Build graph');
    const message =
      graph?.title ??
      (uri
        ? l10n.t('There is no build graph: this is no Dockerfile that the language server can read.')
        : l10n.t('Open a Dockerfile to see what it builds.'));
    post({ type: 'show', uri: uri?.toString() ?? '', name, graph, message });
    const editor = editorOf(uri);
    if (editor) tellCursor(editor);
  }

  async function request(uri: Uri): Promise<BuildGraph | undefined> {
    try {
      return (await server.ask<BuildGraph | null>(buildGraphRequest, { uri: uri.toString() })) ?? undefined;
    } catch {
      // Cancelled, or the server has ended; the verdict of the next analysis brings the next attempt.
      return undefined;
    }
  }

  function receive(message: FromPage): void {
    switch (message.type) {
      case 'ready':
        void refresh();
        break;
      case 'drawn': {
        const { type, ...rest } = message;
        if (type === 'drawn') drawn = rest;
        drew.fire(rest);
        break;
      }
      case 'reveal':
        void reveal(Uri.parse(message.uri), message.range);
        break;
      case 'save':
        void saveSvg(message.svg, shown);
        break;
    }
  }

  function tellCursor(editor: TextEditor): void {
    if (editor.document.uri.toString() !== shown?.toString()) return;
    const { line, character } = editor.selection.active;
    post({ type: 'cursor', position: { line, character } });
  }

  function post(message: ToPage): void {
    void panel?.webview.postMessage(message);
  }
}

async function reveal(uri: Uri, { start }: TextRange): Promise<void> {
  const column = editorOf(uri)?.viewColumn ?? ViewColumn.One;
  const selection = new Range(start.line, start.character, start.line, start.character);
  try {
    await window.showTextDocument(uri, { viewColumn: column, selection });
  } catch {
    void window.showWarningMessage(l10n.t('{0} cannot be opened any more.', workspace.asRelativePath(uri)));
  }
}

function editorOf(uri: Uri | undefined): TextEditor | undefined {
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri?.toString());
}

function dockerfileInView(): TextDocument | undefined {
  const editors = [window.activeTextEditor, ...window.visibleTextEditors];
  return editors.find((editor) => isDockerfile(editor?.document))?.document;
}

function isDockerfile(document: TextDocument | undefined): boolean {
  return document?.languageId === 'dockerfile';
}

function pageWords(): PageWords {
  return {
    title: l10n.t('Build graph'),
    picture: l10n.t('Picture'),
    zoomOut: l10n.t('Zoom out'),
    originalSize: l10n.t('Original size'),
    zoomIn: l10n.t('Zoom in'),
    fit: l10n.t('Fit'),
    fitIntoPanel: l10n.t('Fit into the panel'),
    save: l10n.t('Save as SVG'),
    asList: l10n.t('As a list'),
  };
}

function pageOptions(context: ExtensionContext) {
  return { enableScripts: true, localResourceRoots: [Uri.joinPath(context.extensionUri, 'out', 'client')] };
}

/** Of the web's own source of randomness, as there is no other where VS Code runs in a browser. */
function createNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
