import { homedir } from 'node:os';
import { l10n, type Pseudoterminal, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { explainOutputRequest, type OutputParams, type OutputProblem } from '../protocol';
import { toOptions } from './answers';
import { askForMissing, type Memory } from './ask';
import { whyNotBuilt } from './buildFailures';
import { type BuildProblems, showProblem } from './buildProblems';
import { showBuildProgress } from './buildProgress';
import { type Build, buildArguments, buildEnvironment, imageName } from './commandLine';
import type { Failure } from './failures';
import { type Buttons, buttonsFor } from './messages';
import { type BuildOptions, mergeOptions } from './options';
import type { Prepared } from './prepare';
import type { Ended } from './process';
import { type BuildStep, createProgressReader } from './progress';
import { hideSecrets } from './secretArguments';
import { createPseudoterminal, runInTerminal, showTerminal, type TerminalProgram } from './terminal';

/** What all builds share. */
export interface Building {
  readonly client: BaseLanguageClient;
  readonly memory: Memory;
  readonly problems: BuildProblems;
}

/** How a build came out. */
export interface Built extends Ended {
  readonly outcome: 'built' | 'failed' | 'cancelled';
  /** Its name. */
  readonly image?: string;
}

/** A build as it is carried out. */
export interface BuildWork {
  /** As the terminal and the notification call it. */
  readonly name: string;
  /** What comes of it: the name of an image, or a folder. */
  readonly image: string;
  readonly args: readonly string[];
  /** Of work of several programs. */
  readonly start?: NonNullable<TerminalProgram['start']>;
  /** Why it failed, asked before the rows of all builds. */
  readonly failure?: (output: string) => (Failure & { readonly isPush?: boolean }) | undefined;
  /** What the user is told besides when it was cancelled. */
  readonly left?: (output: string) => string | undefined;
}

const notStarted: Built = { outcome: 'cancelled', code: undefined, output: '', stdout: '', stderr: '' };

/**
 * Builds the image in a terminal, asks for what is missing before and says afterwards how it went.
 * @param options what counts more than what the user has answered before
 */
export async function build(building: Building, prepared: Prepared, options: BuildOptions = {}): Promise<Built> {
  const complete = await completeBuild(building, prepared, options);
  if (!complete) return notStarted;
  return carryOut(building, prepared, complete, workOf(complete, prepared));
}

/** Carries out a build in a terminal with a notification that shows its step and can cancel it, and explains its end. */
export async function carryOut(building: Building, prepared: Prepared, build: Build, work: BuildWork): Promise<Built> {
  const watched = watch(building, prepared, build, work);
  await runInTerminal(watched.program);
  return watched.built;
}

/** Of a build for one platform. */
function workOf(build: Build, { engine }: Pick<Prepared, 'engine'>): BuildWork {
  const image = imageName(build);
  return { name: l10n.t('Build {0}', image), image, args: buildArguments(build, engine.kind) };
}

/**
 * The same in the terminal of a task that VS Code has started. Undefined: the user wants no build.
 * @param folder in which it runs
 */
export async function buildInTask(
  building: Building,
  prepared: Prepared,
  options: BuildOptions,
  folder: string,
): Promise<Pseudoterminal | undefined> {
  const complete = await completeBuild(building, prepared, options);
  if (!complete) return undefined;
  const { program } = watch(building, prepared, complete, workOf(complete, prepared));
  return createPseudoterminal({ ...program, folder });
}

/** With what the user has answered before, and answers now. Undefined: the user wants no build. */
export async function completeBuild(
  { memory }: Pick<Building, 'memory'>,
  { build: { inputs, stage, options: given = {} }, uri }: Prepared,
  more: BuildOptions = {},
): Promise<Build | undefined> {
  const options = mergeOptions(given, more);
  const before = memory.get(uri);
  const answers = await askForMissing(inputs, options, before);
  if (!answers) return undefined;
  if (answers !== before) await memory.set(uri, answers);
  return { inputs, stage, options: mergeOptions(toOptions(answers, inputs), options) };
}

/** A program whose progress is shown, which can be cancelled, and whose end is explained. */
function watch(
  building: Building,
  { engine, uri }: Prepared,
  build: Build,
  { name, image, args, start, failure, left }: BuildWork,
): { readonly program: TerminalProgram; readonly built: Promise<Built> } {
  const reader = createProgressReader(hiding(build));
  const abort = new AbortController();
  let report: (step: BuildStep | undefined) => void = () => undefined;
  let finish: (built: Built) => void = () => undefined;
  const built = new Promise<Built>((resolve) => (finish = resolve));
  building.problems.clear(uri);
  const program: TerminalProgram = {
    name,
    executable: engine.executable,
    environment: { ...engine.environment, ...buildEnvironment(build) },
    args,
    folder: build.inputs.context,
    uri,
    reader,
    ...(start && { start }),
    signal: abort.signal,
    onStart: () => {
      report = showBuildProgress(name, abort, built);
    },
    onOutput: () => report(reader.step()),
    onStop: () => abort.abort(),
    onEnd: (ended) => {
      const outcome = ended.code === 0 ? 'built' : abort.signal.aborted ? 'cancelled' : 'failed';
      finish({ ...ended, outcome, image });
      if (outcome === 'failed')
        void explain(building, build, { uri, image, name, ended, step: reader.step(), failureOf: failure });
      if (outcome === 'built') return l10n.t('{0} is built.', image);
      return outcome === 'cancelled' ? l10n.t('The build of {0} was cancelled.', image) : undefined;
    },
  };
  void built.then(({ outcome, output }) => {
    const cancelled = [l10n.t('The build of {0} was cancelled.', image), left?.(output) ?? ''].join(' ').trim();
    if (outcome === 'cancelled') void window.showInformationMessage(cancelled);
    if (outcome === 'built') window.setStatusBarMessage(l10n.t('{0} is built.', image), 5000);
  });
  return { program, built };
}

/** What is shown of the lines of a build. */
function hiding({ inputs, options }: Build): (printed: string) => string {
  return hideSecrets({ ...inputs.buildArgs, ...options?.buildArgs });
}

interface Failed {
  readonly uri: Uri;
  readonly image: string;
  /** Of the terminal. */
  readonly name: string;
  readonly ended: Ended;
  readonly step: BuildStep | undefined;
  readonly failureOf: BuildWork['failure'];
}

/** Shows the problems in their files, and the first of them in a message. */
async function explain(
  { client, problems }: Building,
  build: Build,
  { uri, image, name, ended, step, failureOf }: Failed,
): Promise<void> {
  const params: OutputParams = {
    uri: client.code2ProtocolConverter.asUri(uri),
    stage: build.stage ?? build.options?.target ?? null,
    phase: 'build',
    output: ended.output,
    exitCode: ended.code ?? null,
  };
  const own = failureOf?.(ended.output);
  // What is known of outputs is found in them as they are. Where it was built, the Dockerfile is not at fault.
  const explained = own?.isPush ? [] : await explainOutput(client, params);
  const hide = hiding(build);
  const found = explained.map((each) => ({ ...each, message: hide(each.message), quote: hide(each.quote) }));
  problems.set(uri, found);
  const show = l10n.t('Show Problem');
  const {
    message: why = l10n.t('The command line printed nothing.'),
    problem,
    failure,
  } = whyNotBuilt(ended, found, params.uri, own);
  const [sentence = ''] = hide(why).split('\n');
  const message = own?.isPush
    ? l10n.t('{0} was built, but not pushed. {1}', image, sentence)
    : step === undefined || problem === undefined
      ? l10n.t('{0} was not built. {1}', image, sentence)
      : l10n.t('{0} was not built. {1} ({2})', image, sentence, shorten(step.name));
  const output = (): Promise<void> => Promise.resolve(showTerminal(name));
  const buttons: Buttons = {
    ...(problem && { [show]: () => showProblem(problem) }),
    ...buttonsFor(failure?.actions ?? ['output'], { output }),
  };
  const answer = await window.showErrorMessage(message, ...Object.keys(buttons));
  if (answer !== undefined) await buttons[answer]?.();
}

/** What an output means; nothing if the Dockerfile is gone or the language server does not run. */
export async function explainOutput(
  client: BaseLanguageClient,
  params: OutputParams,
): Promise<readonly OutputProblem[]> {
  try {
    // What was closed during the build is not analysed any more.
    await workspace.openTextDocument(Uri.parse(params.uri));
    return await client.sendRequest<readonly OutputProblem[]>(explainOutputRequest, params);
  } catch {
    return [];
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text.replace(homedir(), '~');
}
