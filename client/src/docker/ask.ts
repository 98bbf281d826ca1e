import { homedir } from 'node:os';
import { l10n, type Memento, type QuickPickItem, Uri, window } from 'vscode';
import type { BuildInputs } from '../protocol';
import { type Answers, isImageName, keepable, noAnswers, openQuestions, type Question, readAnswers } from './answers';
import type { BuildOptions } from './options';
import { isSecretArgument, isSecretName } from './secretArguments';

/** The memory of what the user has answered, by Dockerfile. */
export interface Memory {
  get(dockerfile: Uri): Answers;
  set(dockerfile: Uri, answers: Answers): Thenable<void>;
}

export function createMemory(state: Memento): Memory {
  const key = (dockerfile: Uri): string => `build:${dockerfile.toString()}`;
  return {
    get: (dockerfile) => readAnswers(state.get<unknown>(key(dockerfile))),
    set: (dockerfile, answers) => state.update(key(dockerfile), answers === noAnswers ? undefined : keepable(answers)),
  };
}

/** Asks for what nobody has said yet. Undefined: the user wants no build. */
export async function askForMissing(
  inputs: BuildInputs,
  options: BuildOptions,
  answers: Answers,
): Promise<Answers | undefined> {
  let known: Answers | undefined = answers;
  for (const question of openQuestions(inputs, options, answers)) {
    known = await ask(question, known);
    if (known === undefined) return undefined;
  }
  return known;
}

/** Undefined: the user turned away. */
function ask(question: Question, answers: Answers): Promise<Answers | undefined> {
  return { arg: askForArg, secret: askForSecret, ssh: askForSsh }[question.kind](question, answers);
}

async function askForArg({ name }: Question, answers: Answers): Promise<Answers | undefined> {
  const isSecret = isSecretName(name);
  const value = await window.showInputBox({
    title: l10n.t('Build argument {0}', name),
    prompt: isSecret
      ? l10n.t(
          'It is asked for each time and never kept here, but the image keeps it in its history: RUN --mount=type=secret would not. Empty: {0} stays without a value.',
          name,
        )
      : l10n.t('The Dockerfile uses {0} and gives it no value. Empty: it stays without one.', name),
    value: isSecret ? '' : (answers.buildArgs[name] ?? ''),
    password: isSecret,
    ignoreFocusOut: true,
  });
  return value === undefined ? undefined : { ...answers, buildArgs: { ...answers.buildArgs, [name]: value } };
}

async function askForSecret({ name, required }: Question, answers: Answers): Promise<Answers | undefined> {
  const file = { label: `$(file) ${l10n.t('From a file…')}` };
  const variable = { label: `$(symbol-variable) ${l10n.t('From an environment variable…')}` };
  const none = { label: `$(circle-slash) ${l10n.t('Build without it')}` };
  const chosen = await window.showQuickPick(required ? [file, variable] : [file, variable, none], {
    title: l10n.t('Secret {0}', name),
    placeHolder: l10n.t('Where is it? Only the place is remembered, never what it holds.'),
    ignoreFocusOut: true,
  });
  const place = (secret: Answers['secrets'][string]): Answers => ({
    ...answers,
    secrets: { ...answers.secrets, [name]: secret },
  });
  if (chosen === none) return place(null);
  if (chosen === file) {
    const src = await askForFile(l10n.t('File with the secret {0}', name));
    return src === undefined ? undefined : place({ src });
  }
  if (chosen === undefined) return undefined;
  const env = await window.showInputBox({
    title: l10n.t('Secret {0}', name),
    prompt: l10n.t('Name of the environment variable that holds it, where VS Code runs.'),
    value: name.toUpperCase().replace(/\W+/g, '_'),
    validateInput: (text) => (/^[A-Za-z_]\w*$/.test(text) ? undefined : l10n.t('This is no name of a variable.')),
    ignoreFocusOut: true,
  });
  return env === undefined ? undefined : place({ env });
}

async function askForSsh({ name, required }: Question, answers: Answers): Promise<Answers | undefined> {
  const agent = { label: `$(key) ${l10n.t('The SSH agent that runs')}` };
  const file = { label: `$(file) ${l10n.t('A key file…')}` };
  const none = { label: `$(circle-slash) ${l10n.t('Build without it')}` };
  const chosen = await window.showQuickPick(required ? [agent, file] : [agent, file, none], {
    title: l10n.t('SSH access {0}', name),
    placeHolder: l10n.t('With what does RUN log in to other machines?'),
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return undefined;
  const key = chosen === file ? await askForFile(l10n.t('Key file for SSH access {0}', name)) : '';
  return key === undefined ? undefined : { ...answers, ssh: { ...answers.ssh, [name]: chosen === none ? null : key } };
}

async function askForFile(title: string): Promise<string | undefined> {
  const [file] = (await window.showOpenDialog({ title, defaultUri: Uri.file(homedir()) })) ?? [];
  return file?.fsPath;
}

/** What a build with other answers, or of another kind, is. */
export interface Choice {
  readonly answers: Answers;
  readonly once: BuildOptions;
}

/** Shows what a build is given, and lets the user change it. Undefined: the user wants no build. */
export async function chooseOptions(inputs: BuildInputs, answers: Answers, image: string): Promise<Choice | undefined> {
  interface Item extends QuickPickItem {
    readonly choose: () => Promise<Choice | Answers | undefined>;
  }
  const build = (label: string, once: BuildOptions): Item => ({
    label,
    choose: () => Promise.resolve({ answers, once }),
  });
  const change = (label: string, description: string, choose: () => Promise<Answers | undefined>): Item => ({
    label,
    description,
    choose,
  });
  const without = l10n.t('the build goes without');
  const items: readonly Item[] = [
    { ...build(`$(play) ${l10n.t('Build')}`, {}), description: answers.tag ?? image },
    build(`$(play) ${l10n.t('Build without the cache')}`, { noCache: true }),
    build(`$(play) ${l10n.t('Build with the newest base images')}`, { pull: true }),
    change(`$(edit) ${l10n.t('Change the tag')}`, answers.tag ?? image, () => askForTag(answers, image)),
    ...inputs.missingArgs.map((name) =>
      change(
        `$(edit) ${l10n.t('Change build argument {0}', name)}`,
        shownValue(name, answers.buildArgs[name] ?? ''),
        () => ask({ kind: 'arg', name, required: false }, answers),
      ),
    ),
    ...inputs.secrets.map(({ id, required }) => {
      const place = answers.secrets[id];
      const now = place === null ? without : (place?.src ?? place?.env ?? '');
      return change(`$(edit) ${l10n.t('Change secret {0}', id)}`, now, () =>
        ask({ kind: 'secret', name: id, required }, answers),
      );
    }),
    ...inputs.ssh.map(({ id, required }) =>
      change(
        `$(edit) ${l10n.t('Change SSH access {0}', id)}`,
        answers.ssh[id] ?? (id in answers.ssh ? without : ''),
        () => ask({ kind: 'ssh', name: id, required }, answers),
      ),
    ),
    change(`$(trash) ${l10n.t('Forget all answers')}`, '', () => Promise.resolve(noAnswers)),
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('Build with…') });
  const result = await chosen?.choose();
  if (result === undefined) return undefined;
  return 'once' in result ? result : chooseOptions(inputs, result, image);
}

function shownValue(name: string, value: string): string {
  return value !== '' && isSecretArgument(name, value) ? '…' : value;
}

async function askForTag(answers: Answers, image: string): Promise<Answers | undefined> {
  const tag = await window.showInputBox({
    title: l10n.t('Tag of the image'),
    value: answers.tag ?? image,
    prompt: l10n.t('Name and tag: registry.example.com/team/shop:1.2. Empty: {0}.', image),
    validateInput: (text) =>
      text === '' || isImageName(text)
        ? undefined
        : l10n.t('Docker takes lower-case names with digits, dots and dashes, and a tag behind a colon.'),
  });
  if (tag === undefined) return undefined;
  const { tag: _, ...others } = answers;
  return tag === '' ? others : { ...others, tag };
}
