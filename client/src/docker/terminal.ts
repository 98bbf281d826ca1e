import {
  commands,
  CustomExecution,
  EventEmitter,
  type Pseudoterminal,
  Task,
  type TaskDefinition,
  TaskGroup,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  type Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { ProgressReader } from './progress';
import { taskType } from '../protocol';
import { type Ended, type Program, type Running, startProgram } from './process';
import { shownWords } from './secretArguments';
import { createOutputFilter } from './terminalOutput';
import { commandText } from './terminalText';

/** A program that runs where the user sees it. */
export interface TerminalProgram extends Program {
  /** As the terminal calls it. */
  readonly name: string;
  /** The Dockerfile that it is for. */
  readonly uri: Uri;
  readonly definition?: TaskDefinition;
  readonly onStart?: () => void;
  readonly onOutput?: (text: string) => void;
  /** The user closes the terminal while it runs, or types Ctrl+C. */
  readonly onStop?: () => void;
  /** What is shown of its output, in the place of all of it. */
  readonly reader?: Pick<ProgressReader, 'read' | 'end'>;
  /** Told of how it ends before the terminal closes; gives a last line for the terminal. */
  readonly onEnd?: (ended: Ended) => string | undefined;
  /** Starts it, and knows how it is ended; `startProgram` if undefined. */
  readonly start?: typeof startProgram;
  /** Aborted: the program is asked to end. */
  readonly signal?: AbortSignal;
}

/** A task that starts the program itself, so that its output is read while it is shown; `onEnd` is told how it went. */
export function createTask(program: TerminalProgram, onEnd?: (ended: Ended) => void): Task {
  const { name, uri, definition, executable, args } = program;
  const task = createLateTask(
    {
      name,
      scope: workspace.getWorkspaceFolder(uri) ?? TaskScope.Workspace,
      definition: definition ?? { type: taskType, command: args[0] ?? '', dockerfile: uri.toString() },
    },
    () => Promise.resolve(createPseudoterminal(program, onEnd)),
  );
  task.detail = [executable, ...shownWords(args)].join(' ');
  return task;
}

/** A task whose program is not known before it is started. */
export function createLateTask(
  { name, scope, definition }: Pick<Task, 'name' | 'definition'> & { readonly scope: WorkspaceFolder | TaskScope },
  start: (definition: TaskDefinition) => Promise<Pseudoterminal>,
): Task {
  const task = new Task(definition, scope, name, 'Go Dockerfile', new CustomExecution(start), []);
  task.group = TaskGroup.Build;
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, clear: true };
  return task;
}

/** Runs a program in a terminal to its end; closing the terminal ends it. */
export async function runInTerminal(program: TerminalProgram): Promise<Ended> {
  let tell: (ended: Ended) => void = () => undefined;
  const ended = new Promise<Ended>((resolve) => (tell = resolve));
  await tasks.executeTask(createTask(program, tell));
  return ended;
}

/** The terminal of one program: what is typed reaches its standard input, and Ctrl+C interrupts it. */
export function createPseudoterminal(program: TerminalProgram, onEnd?: (ended: Ended) => void): Pseudoterminal {
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  let running: Running | undefined;
  const write = (text: string): void => written.fire(text.replaceAll(/\r?\n/g, '\r\n'));
  const stop = (): void => {
    const wasAsked = program.signal?.aborted ?? false;
    program.onStop?.();
    // Who has aborted it now has asked it to end; being asked twice would kill it.
    if (wasAsked || !program.signal?.aborted) running?.interrupt();
  };
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      const { signal } = program;
      const clean = { stdout: createOutputFilter(), stderr: createOutputFilter() };
      write(`\u001b[2m> ${cleanText(commandText(program.executable, program.args))}\u001b[0m\n`);
      program.onStart?.();
      running = (program.start ?? startProgram)(program, {
        onOutput: (text, from) => {
          const shown = clean[from](text);
          write(program.reader?.read(shown) ?? shown);
          program.onOutput?.(text);
        },
        ...(signal && { signal }),
      });
      void running.ended.then((ended) => {
        write(program.reader?.end() ?? '');
        if (ended.failure !== undefined) write(`${program.executable}: ${ended.failure}\n`);
        const last = program.onEnd?.(ended);
        if (last !== undefined) write(`\u001b[1m${cleanText(last)}\u001b[0m\n`);
        onEnd?.(ended);
        closed.fire(ended.code ?? 1);
      });
    },
    close: stop,
    handleInput: (typed) => {
      if (typed === '\u0003') stop();
      else running?.write(typed.replaceAll('\r', '\n'));
    },
  };
}

/** Our own words may quote what others wrote. */
function cleanText(text: string): string {
  return createOutputFilter()(text);
}

/** A terminal for a task that comes to nothing; shows why. */
export function createIdleTerminal(message: string): Pseudoterminal {
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      written.fire(`${cleanText(message)}\r\n`);
      closed.fire(1);
    },
    close: () => undefined,
  };
}

/** Shows the terminal of the last program of that name; any one if it is closed. */
export function showTerminal(name: string): void {
  const terminal = window.terminals.findLast((one) => one.name.includes(name));
  if (terminal) terminal.show();
  else void commands.executeCommand('workbench.action.terminal.focus');
}
