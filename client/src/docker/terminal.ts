import {
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
  workspace,
} from 'vscode';
import { type Ended, type Program, type Running, startProgram } from './process';

/** A program that runs where the user sees it. */
export interface TerminalProgram extends Program {
  /** As the terminal calls it. */
  readonly name: string;
  /** The Dockerfile that it is for. */
  readonly uri: Uri;
  readonly definition?: TaskDefinition;
  readonly onOutput?: (text: string) => void;
  /** Aborted: the program is asked to end. */
  readonly signal?: AbortSignal;
}

/** A task that starts the program itself, so that its output is read while it is shown; `onEnd` is told how it went. */
export function createTask(program: TerminalProgram, onEnd?: (ended: Ended) => void): Task {
  const { name, uri, definition, executable, args } = program;
  const task = new Task(
    definition ?? { type: 'go-dockerfile', command: args[0] ?? '', dockerfile: uri.toString() },
    workspace.getWorkspaceFolder(uri) ?? TaskScope.Workspace,
    name,
    'Go Dockerfile',
    new CustomExecution(() => Promise.resolve(createPseudoterminal(program, onEnd))),
    [],
  );
  task.detail = [executable, ...args].join(' ');
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
function createPseudoterminal(program: TerminalProgram, onEnd?: (ended: Ended) => void): Pseudoterminal {
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  let running: Running | undefined;
  const write = (text: string): void => written.fire(text.replaceAll(/\r?\n/g, '\r\n'));
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      const { signal } = program;
      write(`\u001b[2m> ${[program.executable, ...program.args].map(quoted).join(' ')}\u001b[0m\n`);
      running = startProgram(program, {
        onOutput: (text) => {
          write(text);
          program.onOutput?.(text);
        },
        ...(signal && { signal }),
      });
      void running.ended.then((ended) => {
        if (ended.failure !== undefined) write(`${program.executable}: ${ended.failure}\n`);
        onEnd?.(ended);
        closed.fire(ended.code ?? 1);
      });
    },
    close: () => running?.interrupt(),
    handleInput: (typed) => {
      if (typed === '\u0003') running?.interrupt();
      else running?.write(typed.replaceAll('\r', '\n'));
    },
  };
}

/** A word as it is shown, so that one with spaces is seen to be one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}
