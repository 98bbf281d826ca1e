/** As much of the `vscode` module as the extension asks for until it is active, for tests without VS Code. */

type Command = (...given: unknown[]) => unknown;

export interface FakeVscode {
  /** To be handed out for `require('vscode')`. */
  readonly module: object;
  readonly commands: Map<string, Command>;
  /** Opens a document of a language. */
  open(languageId: string): void;
  /** Error messages shown. */
  readonly errors: string[];
  /** The context keys that were set. */
  readonly contexts: Map<string, unknown>;
}

export function createFakeVscode(): FakeVscode {
  const commands = new Map<string, Command>();
  const textDocuments: { readonly languageId: string }[] = [];
  const opened = new Emitter<object>();
  const errors: string[] = [];
  const contexts = new Map<string, unknown>();
  const item = { show: nothing, hide: nothing, dispose: nothing };
  const module = {
    commands: {
      registerCommand(id: string, command: Command) {
        if (commands.has(id)) throw new Error(`command '${id}' already exists`);
        commands.set(id, command);
        return new Disposable(() => commands.delete(id));
      },
      async executeCommand(id: string, ...given: unknown[]) {
        if (id === 'setContext') return void contexts.set(String(given[0]), given[1]);
        const command = commands.get(id);
        if (!command) throw new Error(`command '${id}' not found`);
        return command(...given);
      },
    },
    languages: {
      match: (selector: readonly { readonly language: string }[], { languageId }: { readonly languageId: string }) =>
        selector.some(({ language }) => language === languageId) ? 10 : 0,
    },
    window: {
      activeTextEditor: undefined,
      visibleTextEditors: [],
      createStatusBarItem: () => item,
      onDidChangeActiveTextEditor: noEvent,
      registerWebviewPanelSerializer: noEvent,
      showErrorMessage: (message: string) => Promise.resolve(void errors.push(message)),
    },
    workspace: {
      textDocuments,
      workspaceFolders: undefined,
      onDidOpenTextDocument: opened.event,
      onDidCloseTextDocument: noEvent,
    },
    tasks: { registerTaskProvider: noEvent },
    l10n: { t: (text: string) => text },
    StatusBarAlignment: { Left: 1 },
    EventEmitter: Emitter,
    Disposable,
  };
  return {
    module,
    commands,
    errors,
    contexts,
    open(languageId) {
      const document = { languageId };
      textDocuments.push(document);
      opened.fire(document);
    },
  };
}

class Disposable {
  #end: (() => unknown) | undefined;
  constructor(end: () => unknown) {
    this.#end = end;
  }
  dispose() {
    this.#end?.();
    this.#end = undefined;
  }
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
}

class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  fire(value: T) {
    for (const listener of [...this.#listeners]) listener(value);
  }
  dispose() {
    this.#listeners.clear();
  }
}

function nothing(): void {}

function noEvent(): Disposable {
  return new Disposable(nothing);
}
