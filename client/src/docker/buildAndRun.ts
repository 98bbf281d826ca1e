import { type Disposable, env, l10n, type Memento, ProgressLocation, Uri, window } from 'vscode';
import { build, type Building, completeBuild, explainOutput } from './build';
import { showProblem } from './buildProblems';
import { imageName } from './commandLine';
import { type Buttons, buttonsFor, showFailure } from './messages';
import type { OutputProblem } from '../protocol';
import type { Prepared } from './prepare';
import type { Ended } from './process';
import { askHowToRun } from './run/ask';
import { type Container, createContainer, isEngineHere } from './run/container';
import { tellEnd } from './run/ending';
import { type ReachedPort, reached } from './run/ports';
import { isPortFree, probePort } from './run/probe';
import { readyMessage } from './run/readyMessage';
import { type Clock, type Readiness, waitUntilReady } from './run/waiting';
import { type RunAnswers, runArguments } from './run/words';
import { runInTerminal, showTerminal } from './terminal';

/** Containers that this window has started. */
export interface Runs extends Disposable {
  /** Builds the image, runs it, tells when it is ready, and explains its end. */
  readonly buildAndRun: (prepared: Prepared) => Promise<void>;
}

interface ActiveRun {
  readonly container: Container;
  /** Ports of this machine that it holds. */
  readonly ports: ReadonlySet<number>;
}

const clock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, milliseconds);
      signal.addEventListener('abort', over, { once: true });
    }),
};

/** @param store keeps the answers for each Dockerfile */
export function createRuns(building: Building, store: Memento): Runs {
  const { client, problems } = building;
  /** By Dockerfile. */
  const active = new Map<string, ActiveRun>();

  async function buildAndRun(prepared: Prepared): Promise<void> {
    const { uri } = prepared;
    const what = await completeBuild(building, prepared);
    if (!what) return;
    const complete = { ...prepared, build: what };
    const before = active.get(uri.toString());
    const answers = await askHowToRun({
      build: what,
      uri,
      store,
      // The container before gives way to the new one.
      isFree: async (port) => (before?.ports.has(port.host) ?? false) || (await isPortFree(port)),
    });
    if (!answers || (await build(building, complete)).outcome !== 'built') return;
    await before?.container.stop();
    await runOnce(complete, answers);
  }

  async function runOnce(prepared: Prepared, answers: RunAnswers): Promise<void> {
    const { build: what, engine, uri } = prepared;
    const image = imageName(what);
    const { context } = what.inputs;
    const container = createContainer(engine, answers.name, context);
    const published = answers.ports.filter(({ protocol }) => protocol === 'tcp').map(reached);
    const run: ActiveRun = { container, ports: new Set(published.map(({ port }) => port)) };
    active.set(uri.toString(), run);
    problems.clear(uri);
    const ended = new AbortController();
    const started = clock.now();
    const terminal = l10n.t('Run {0}', image);
    const running = runInTerminal({
      name: terminal,
      executable: engine.executable,
      args: runArguments(what, answers),
      folder: context,
      uri,
      start: container.start,
    }).finally(() => ended.abort());
    const output = (): Promise<void> => Promise.resolve(showTerminal(terminal));
    void waitAndTell();
    const end = await running;
    if (active.get(uri.toString()) === run) active.delete(uri.toString());
    if (!container.isStopped()) await explainEnd(end);

    async function waitAndTell(): Promise<void> {
      const here = await isEngineHere(engine, context);
      const readiness = await showWaiting(image, container, here ? published : [], ended.signal);
      const told = readyMessage(image, readiness, here ? published : []);
      if (!told || ended.signal.aborted) return;
      const { message, address, severity } = told;
      if (readiness.kind === 'unhealthy') {
        await findProblems(readiness.output, undefined);
      }
      const buttons: Buttons = {
        ...(address !== undefined && { [l10n.t('Open in Browser')]: () => env.openExternal(Uri.parse(address)) }),
        [l10n.t('Stop')]: () => container.stop(),
        [l10n.t('Show Output')]: output,
      };
      const show = severity === 'warning' ? window.showWarningMessage : window.showInformationMessage;
      const answer = await show(message, ...Object.keys(buttons));
      if (answer !== undefined) await buttons[answer]?.();
    }

    /** What an output means, shown in the files that it is about. */
    async function findProblems(printed: string, code: number | undefined): Promise<readonly OutputProblem[]> {
      const stage = what.stage ?? what.options?.target ?? null;
      const found = await explainOutput(client, {
        uri: client.code2ProtocolConverter.asUri(uri),
        stage,
        phase: 'run',
        output: printed,
        exitCode: code ?? null,
      });
      problems.set(uri, found);
      return found;
    }

    async function explainEnd({ code, output: printed, failure }: Ended): Promise<void> {
      const now = clock.now();
      const outOfMemory = code === 137 && (await container.ranOutOfMemory(started, now));
      const text = failure === undefined ? printed : `${engine.executable}: ${failure}`;
      const told = tellEnd(image, { code, output: text, lasted: now - started, outOfMemory });
      const retry = (): Thenable<unknown> => runOnce(prepared, answers);
      if (told.severity === 'information') {
        const buttons = buttonsFor(told.actions, { output });
        const answer = await window.showInformationMessage(told.message, ...Object.keys(buttons));
        if (answer !== undefined) await buttons[answer]?.();
        return;
      }
      const [problem] = told.engine ? [] : await findProblems(printed, code);
      if (!problem) {
        await showFailure(told, { retry, output });
        return;
      }
      const buttons: Buttons = {
        [l10n.t('Show Problem')]: () => showProblem(problem),
        [l10n.t('Show Output')]: output,
      };
      const message = problem.message.includes(problem.quote)
        ? problem.message
        : `${problem.quote}: ${problem.message}`;
      const answer = await window.showErrorMessage(message, ...Object.keys(buttons));
      if (answer !== undefined) await buttons[answer]?.();
    }
  }

  return {
    buildAndRun,
    dispose: () => {
      for (const { container } of active.values()) container.abandon();
    },
  };
}

/** Waits for a container with a notification, which can stop it. */
async function showWaiting(
  image: string,
  container: Container,
  ports: readonly ReachedPort[],
  ended: AbortSignal,
): Promise<Readiness> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Waiting until {0} is ready', image), cancellable: true },
    (_, token) => {
      token.onCancellationRequested(() => void container.stop());
      const asking = {
        state: container.state,
        ports,
        probe: (port: ReachedPort, path: string) => probePort(port, path, ended),
      };
      return waitUntilReady(asking, clock, ended);
    },
  );
}
