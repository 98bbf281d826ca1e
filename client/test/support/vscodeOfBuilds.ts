/** What builds use of `vscode`, with terminals that run their programs, and what a user would see. */
export { l10n } from './l10n';

/** What has been shown since `forget`. */
export const seen = {
  errors: [] as string[],
  informations: [] as string[],
  /** Of terminals, without colours. */
  terminal: '',
  /** Titles of notifications, and what they have shown. */
  progress: [] as string[],
  /** Does what the button of the notification that is shown does. */
  cancel: (): void => undefined,
  forget(): void {
    Object.assign(seen, { errors: [], informations: [], terminal: '', progress: [], cancel: () => undefined });
  },
};

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): void => void this.#listeners.add(listener);
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}

interface Terminal {
  readonly onDidWrite: (listener: (text: string) => void) => void;
  open(): void;
}

export class CustomExecution {
  constructor(readonly start: (definition: unknown) => Promise<Terminal>) {}
}

export class Task {
  detail = '';
  constructor(
    readonly definition: unknown,
    readonly scope: unknown,
    readonly name: string,
    readonly source: string,
    readonly execution: CustomExecution,
  ) {}
}

/** The details of the tasks that were started. */
export const details: string[] = [];

export const tasks = {
  async executeTask({ execution, definition, detail }: Task): Promise<void> {
    details.push(detail);
    const terminal = await execution.start(definition);
    terminal.onDidWrite((text) => (seen.terminal += text.replace(/\u001b\[\d+m/g, '').replaceAll('\r\n', '\n')));
    terminal.open();
  },
};

export const window = {
  terminals: [],
  showErrorMessage: (message: string): Promise<undefined> => Promise.resolve(void seen.errors.push(message)),
  showInformationMessage: (message: string): Promise<undefined> =>
    Promise.resolve(void seen.informations.push(message)),
  setStatusBarMessage: (): void => undefined,
  async withProgress<T>(
    { title }: { readonly title: string },
    work: (
      progress: { readonly report: (step: { readonly message?: string }) => void },
      token: { readonly onCancellationRequested: (listener: () => void) => void },
    ) => Promise<T>,
  ): Promise<T> {
    seen.progress.push(title);
    return work(
      { report: ({ message = '' }) => void seen.progress.push(message) },
      { onCancellationRequested: (listener) => void (seen.cancel = listener) },
    );
  },
};

export const workspace = {
  getWorkspaceFolder: (): undefined => undefined,
  getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
  openTextDocument: (): Promise<object> => Promise.resolve({}),
};
export const Uri = { parse: (text: string) => ({ toString: () => text }) };
export const commands = { executeCommand: (): Promise<void> => Promise.resolve() };
export const ProgressLocation = { Notification: 15 };
export const TaskScope = { Workspace: 2 };
export const TaskGroup = { Build: {} };
export const TaskRevealKind = { Always: 1 };
export const TaskPanelKind = { Dedicated: 2 };
