import { homedir } from 'node:os';
import { basename, dirname, relative, sep } from 'node:path';
import { commands, l10n, type Uri, window, workspace } from 'vscode';
import type { BuildInputs } from '../protocol';
import { toOptions } from './answers';
import type { Building, Built } from './build';
import { imageName } from './commandLine';
import type { Invocation } from './commands';
import { knownFailure } from './failures';
import { readInspectAnswers } from './inspect/answers';
import { askImage, type Chosen } from './inspect/askImage';
import { type ComparedFile, inspectionDocument, summaryOf } from './inspect/document';
import { complaintOf, inspectFailures, otherPlatforms } from './inspect/failures';
import { type OwnName, ownNameOf } from './inspect/images';
import { type Inspection, readInspection } from './inspect/inspection';
import { type ComparedBuild, runInspect } from './inspect/runInspect';
import { readAnswers as readMultiArchAnswers, proposedTags } from './multiArch/answers';
import { withNotification } from './multiArch/context';
import { findCommit } from './multiArch/findCommit';
import { fullNames } from './multiArch/reference';
import { mergeOptions } from './options';
import { askForInputs, ensureTrusted, findEngine, lookForEngine, type Prepared } from './prepare';

export const inspectImageCommand = 'goDockerfile.inspectImage';

/** What came of the command, for whoever has executed it. */
export interface InspectResult {
  /** As the document shows it, in Markdown. */
  readonly report: string;
  readonly inspection: Inspection;
}

/** A Dockerfile on this machine. */
interface Source {
  readonly uri: Uri;
  readonly inputs: BuildInputs;
}

/** Looks into an image or a file that the user picks, and shows what it is, and where it differs from what is said of the Dockerfile. */
export async function inspectImage(building: Building, invocation: Invocation): Promise<InspectResult | undefined> {
  if (!(await ensureTrusted())) return undefined;
  const answers = readInspectAnswers(invocation.given);
  const source = await findSource(building, answers.uri);
  const folder = source?.inputs.context ?? workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  const names = source ? await ownNames(building, source, invocation) : [];
  const chosen: Chosen | undefined =
    answers.image === undefined
      ? await askImage(lookForEngine(), names, folder)
      : { subject: answers.image, kind: 'file', own: ownNameOf(answers.image, names) };
  if (!chosen) return undefined;
  const isCompared = source && (chosen.own ?? (answers.image !== undefined || (await askWhetherToCompare(source))));
  if (source && isCompared === undefined) return undefined;
  // A name that may be that of a file is one only in the folder of the user.
  const engine = chosen.kind === 'image' ? await findEngine() : lookForEngine();
  if (!engine && chosen.kind === 'image') return undefined;
  const cli = invocation.context.asAbsolutePath('out/server/cli.js');
  const look = (platform: string | undefined): Promise<Inspection | string | undefined> =>
    runAndRead({
      ...{ cli, platform, subject: chosen.subject, engine: engine?.executable ?? 'docker' },
      environment: engine?.environment ?? process.env,
      folder: chosen.kind === 'image' ? dirname(cli) : folder,
      build: source && isCompared ? comparedBuild(building, source, answers.stage ?? chosen.own?.stage) : undefined,
    });
  const found = await lookAtPlatform(look, answers.platform);
  if (found === undefined) return undefined;
  if (typeof found === 'string') {
    await tellComplaint(found, source);
    return undefined;
  }
  const report = inspectionDocument(found, source && isCompared ? comparedFile(source.inputs.dockerfile) : undefined);
  const name = l10n.t('Inspect {0}', basename(chosen.subject));
  await invocation.reports.show(name, report);
  void tellSummary(found, () => invocation.reports.showJson(name, JSON.stringify(found, undefined, 2)));
  return { report, inspection: found };
}

/** Offers to look into what was built. Returns at once, with how the build came out. */
export function offerInspect({ uri, build: { stage } }: Prepared, built: Built): Built {
  const { outcome, image } = built;
  if (outcome !== 'built' || image === undefined) return built;
  const inspect = l10n.t('Inspect');
  void window.showInformationMessage(l10n.t('{0} is built.', image), inspect).then((answer) => {
    const given = { uri: uri.toString(), image, ...(stage !== undefined && { stage }) };
    return answer === inspect ? commands.executeCommand(inspectImageCommand, given) : undefined;
  });
  return built;
}

/** The Dockerfile of the arguments, or the one in view; undefined if there is none. */
async function findSource({ client }: Building, named: string | undefined): Promise<Source | undefined> {
  const inView = window.activeTextEditor?.document;
  const isDockerfile = inView?.languageId === 'dockerfile';
  const uri = named ?? (isDockerfile ? client.code2ProtocolConverter.asUri(inView.uri) : '');
  const inputs = uri === '' ? null : await askForInputs(client, uri);
  return inputs ? { uri: client.protocol2CodeConverter.asUri(uri), inputs } : undefined;
}

/** What images built from a Dockerfile are called: by Build and its answers, of its stages, and by Build multi-arch. */
async function ownNames(
  { memory }: Building,
  { uri, inputs }: Source,
  { context }: Invocation,
): Promise<readonly OwnName[]> {
  const options = toOptions(memory.get(uri), inputs);
  const {
    registry = '',
    repository = '',
    tags,
  } = readMultiArchAnswers(context.workspaceState.get<unknown>(`multiArch ${uri.toString()}`));
  const commit = repository === '' ? undefined : await findCommit(inputs.context);
  const several = repository === '' ? [] : fullNames({ registry, repository, tags: proposedTags(tags, commit) });
  return [
    ...[imageName({ inputs, stage: undefined, options }), imageName({ inputs, stage: undefined }), ...several].map(
      (name) => ({ name, stage: undefined }),
    ),
    ...inputs.stages.map((stage) => ({ name: imageName({ inputs, stage }), stage })),
  ];
}

/** Undefined if the user turns away. */
async function askWhetherToCompare({ inputs }: Source): Promise<boolean | undefined> {
  const compare = {
    label: l10n.t('Compare with {0}', inputs.dockerfile),
    description: l10n.t('It was built from that'),
  };
  const only = { label: l10n.t('Only look into it') };
  const answer = await window.showQuickPick([compare, only], {
    title: l10n.t('Inspect Image: Comparison'),
    ignoreFocusOut: true,
  });
  return answer && answer === compare;
}

function comparedBuild({ memory }: Building, { uri, inputs }: Source, stage: string | undefined): ComparedBuild {
  const { buildArgs = {} } = mergeOptions({ buildArgs: inputs.buildArgs }, toOptions(memory.get(uri), inputs));
  const { dockerfile, context, target } = inputs;
  return { dockerfile, context, target: stage ?? target ?? undefined, buildArgs };
}

/** What was found, the sentence that says why nothing was, or undefined if the user has cancelled. */
async function runAndRead(question: Parameters<typeof runInspect>[0]): Promise<Inspection | string | undefined> {
  const { subject, platform } = question;
  const title =
    platform === undefined
      ? l10n.t('Looking into {0}', subject)
      : l10n.t('Looking into {0} for {1}', subject, platform);
  const ended = await withNotification(title, (signal) => runInspect(question, signal));
  return ended && (readInspection(ended.stdout) ?? ended.failure ?? complaintOf(ended.stderr));
}

/** Where there are several platforms, the user is asked which, unless that is answered. */
async function lookAtPlatform(
  look: (platform: string | undefined) => Promise<Inspection | string | undefined>,
  platform: string | undefined,
): Promise<Inspection | string | undefined> {
  const found = await look(platform);
  if (found === undefined) return undefined;
  if (typeof found === 'string') {
    const others = otherPlatforms(found);
    const other = others && (await askPlatform(others));
    return others ? other && look(other) : found;
  }
  const all = found.image?.platforms ?? [];
  if (platform !== undefined || all.length < 2) return found;
  const own = found.image?.platform ?? '';
  const other = await askPlatform([own, ...all.filter((one) => one !== own)]);
  return other === undefined || other === own ? other && found : look(other);
}

function askPlatform(platforms: readonly string[]): Thenable<string | undefined> {
  return window.showQuickPick(platforms, {
    title: l10n.t('Inspect Image: Platform'),
    placeHolder: l10n.t('The image is there for several platforms'),
    ignoreFocusOut: true,
  });
}

async function tellComplaint(complaint: string, source: Source | undefined): Promise<void> {
  const known = knownFailure(complaint, inspectFailures);
  const build = l10n.t('Build');
  const actions = known?.id === 'no-image' && source ? [build] : [];
  const message = known?.message ?? l10n.t('Nothing could be looked into: {0}', complaint);
  const answer = await window.showErrorMessage(withoutLinks(message), ...actions);
  if (answer === build && source) await commands.executeCommand('goDockerfile.build', { uri: source.uri.toString() });
}

async function tellSummary(inspection: Inspection, showJson: () => Promise<unknown>): Promise<void> {
  const { says, isFine } = summaryOf(inspection);
  const show = l10n.t('Show JSON');
  const tell = isFine ? window.showInformationMessage : window.showWarningMessage;
  if ((await tell(withoutLinks(says), show)) === show) await showJson();
}

/** Messages of VS Code take `[words](place)` for a link. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** Links in a preview lead to files of the first workspace folder, by their path in it. */
function comparedFile(dockerfile: string): ComparedFile {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const path = folder?.scheme === 'file' ? relative(folder.fsPath, dockerfile) : '..';
  const inFolder = path.startsWith('..') ? undefined : path.split(sep).map(encodeLinkPart).join('/');
  return {
    name: inFolder === undefined ? dockerfile : path,
    linkTo: (line) => (inFolder === undefined ? undefined : `/${inFolder}#L${line}`),
  };
}

/** Parentheses would end the place of a link. */
function encodeLinkPart(part: string): string {
  return encodeURIComponent(part).replaceAll('(', '%28').replaceAll(')', '%29');
}
