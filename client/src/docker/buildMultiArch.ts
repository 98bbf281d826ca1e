import { l10n, type Memento, Selection, type Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { platformsRequest, type PlatformsResult } from '../protocol';
import { type Building, type Built, carryOut, completeBuild } from './build';
import type { Invocation } from './commands';
import { lookAtFiles, lookAtImage } from './multiArch/afterBuild';
import { type Answers, readAnswers, rememberable } from './multiArch/answers';
import { askBuilder, listBuilders } from './multiArch/askBuilder';
import { askDestination, findImageStore, tellObstacle } from './multiArch/askDestination';
import { askNames } from './multiArch/askNames';
import { askPlatforms } from './multiArch/askPlatforms';
import { checkBeforeBuild, findForPlatforms } from './multiArch/beforeBuild';
import { abilityOf, type Builder } from './multiArch/builders';
import { withNotification } from './multiArch/context';
import { type Circumstances, obstacleTo } from './multiArch/destinations';
import { multiArchFailure } from './multiArch/failures';
import { findCommit } from './multiArch/findCommit';
import { pushedNames, pushedText } from './multiArch/pushed';
import { fullNames } from './multiArch/reference';
import { filesText, reportText } from './multiArch/report';
import { startPrograms } from './multiArch/startPrograms';
import { openPlace } from './multiArch/unfinishedPlace';
import type { Verified } from './multiArch/verify';
import { type Destination, engineWords, type MultiArchBuild, unfinishedName } from './multiArch/words';
import type { Prepared } from './prepare';

/** What came of the command, for whoever has executed it. */
export interface MultiArchResult {
  readonly names: readonly string[];
  /** As the document shows it, in Markdown; undefined if nothing could be shown. */
  readonly report: string | undefined;
  readonly verified: readonly Verified[];
}

/**
 * Builds the image for the platforms that the user picks, shows what became of them, and looks whether each program is what it is
 * said to be. What the arguments of the command answer is not asked. Undefined if nothing was built.
 */
export async function buildMultiArch(
  building: Building,
  given: Prepared,
  invocation: Invocation,
): Promise<MultiArchResult | undefined> {
  const { client } = building;
  const complete = await completeBuild(building, given);
  if (!complete) return undefined;
  const prepared: Prepared = { ...given, build: complete };
  const answers = readAnswers(invocation.given);
  const planned = await plan(client, prepared, answers, invocation);
  if (!planned) return undefined;
  const { build, builder } = planned;
  const isEmulated = !builder || build.platforms.some((platform) => abilityOf(builder, platform) !== 'own');
  if (!(await checkBeforeBuild(client, prepared.uri, build.platforms, isEmulated))) return undefined;
  if ((await buildAll(building, prepared, build)).outcome !== 'built') return undefined;
  return show(client, prepared, build, invocation);
}

/** Asks what is not answered: builder, platforms, destination, names; undefined once the user does not go on. */
async function plan(
  client: BaseLanguageClient,
  prepared: Prepared,
  answers: Answers,
  { context }: Invocation,
): Promise<{ readonly build: MultiArchBuild; readonly builder: Builder | undefined } | undefined> {
  const { build, engine, uri } = prepared;
  const memory = memoryOf(context.workspaceState, uri);
  const last = readAnswers(memory.get());
  const chosenBuilder =
    engine.kind === 'docker' ? await chooseBuilder(prepared, answers.builder, last.builder) : 'none';
  if (!chosenBuilder) return undefined;
  const builder = chosenBuilder === 'none' ? undefined : chosenBuilder;
  const picked = last.platforms ?? build.inputs.platforms;
  const platforms = answers.platforms ?? (await choosePlatforms(client, uri, picked, builder));
  if (!platforms) return undefined;
  const circumstances: Circumstances = {
    engine: engine.kind,
    platforms,
    store: await findImageStore(prepared),
    driver: builder?.driver ?? '',
  };
  const destination = await chooseDestination(prepared, circumstances, answers.destination, last.destination);
  if (!destination) return undefined;
  const commit = await findCommit(build.inputs.context);
  const names =
    destination.kind === 'files'
      ? { registry: last.registry ?? '', repository: last.repository ?? '', tags: last.tags ?? [] }
      : await askNames(prepared, answers, last, commit, destination.kind === 'push');
  if (!names) return undefined;
  await memory.set(
    rememberable({ platforms, destination, ...names, ...(builder && { builder: builder.name }) }, commit),
  );
  return {
    build: {
      build,
      platforms,
      names: destination.kind === 'files' ? [] : fullNames(names),
      destination,
      builder: builder?.name,
    },
    builder,
  };
}

async function chooseBuilder(
  prepared: Prepared,
  named: string | undefined,
  last: string | undefined,
): Promise<Builder | undefined> {
  const builders = await listBuilders(prepared);
  if (!builders) return undefined;
  if (named === undefined) return askBuilder(prepared, builders, last);
  const builder = builders.find(({ name }) => name === named);
  if (!builder) void window.showErrorMessage(l10n.t('There is no builder {0}.', named));
  return builder;
}

async function choosePlatforms(
  client: BaseLanguageClient,
  uri: Uri,
  picked: readonly string[],
  builder: Builder | undefined,
): Promise<readonly string[] | undefined> {
  const result = await client.sendRequest<PlatformsResult | null>(platformsRequest, {
    uri: client.code2ProtocolConverter.asUri(uri),
    platforms: picked,
  });
  return result ? askPlatforms(result, picked, builder) : undefined;
}

async function chooseDestination(
  prepared: Prepared,
  circumstances: Circumstances,
  given: Destination | undefined,
  last: Destination | undefined,
): Promise<Destination | undefined> {
  if (!given) return askDestination(prepared, circumstances, last);
  const obstacle = obstacleTo(given.kind, circumstances);
  if (!obstacle) return given;
  await tellObstacle(obstacle, circumstances);
  return undefined;
}

/** Builds as Build does, by as many programs as it takes. */
async function buildAll(building: Building, prepared: Prepared, build: MultiArchBuild): Promise<Built> {
  const { engine } = prepared;
  const { executable } = engine;
  const place = await openPlace(build.destination, { context: build.build.inputs.context, executable });
  const programs = engineWords[engine.kind](
    { ...build, destination: place.destination },
    unfinishedName(Math.random()),
  );
  const [args = []] = programs.run;
  const [name = 'path' in build.destination ? build.destination.path : ''] = build.names;
  const begun: (readonly string[])[] = [];
  const start = startPrograms(programs, { ...place, onProgram: (words) => begun.push(words) });
  return carryOut(building, prepared, build.build, {
    name: l10n.t('Build {0} multi-arch', name),
    image: name,
    args,
    start,
    failure: (output) => place.failure(output) ?? multiArchFailure(place.translate(output), begun),
    left: (output) => pushedText(pushedNames(output, begun)),
  });
}

async function show(
  client: BaseLanguageClient,
  prepared: Prepared,
  build: MultiArchBuild,
  { context, reports }: Invocation,
): Promise<MultiArchResult> {
  const { names, destination } = build;
  const nothing: MultiArchResult = { names, report: undefined, verified: [] };
  const cli = context.asAbsolutePath('out/server/cli.js');
  const looked = await withNotification(l10n.t('Looking at what was built'), async (signal) => {
    if (destination.kind !== 'files') return lookAtImage(prepared, build, { cli, signal });
    const files = await lookAtFiles(prepared, build, { cli, signal });
    return { files, verified: files.files.flatMap(({ verified }) => verified ?? []) };
  });
  if (looked === undefined) return nothing;
  if (typeof looked === 'string') {
    void window.showWarningMessage(
      l10n.t('The image was built, but what it stands for could not be shown: {0}', looked),
    );
    return nothing;
  }
  const report = 'files' in looked ? filesText(looked.files) : reportText(looked);
  await reports.show('files' in looked ? looked.files.folder : (looked.names[0] ?? ''), report);
  const { verified } = looked;
  void tellMismatch(client, prepared.uri, build.platforms, verified);
  return { names, report, verified };
}

/** Says which programs are not for their platforms, and why, as far as a finding explains it. */
async function tellMismatch(
  client: BaseLanguageClient,
  uri: Uri,
  platforms: readonly string[],
  verified: readonly Verified[],
): Promise<void> {
  const wrong = verified.filter(({ outcome }) => outcome === 'wrong');
  if (wrong.length === 0) return;
  const [finding] = await findForPlatforms(client, uri, platforms);
  const what = wrong
    .map(({ platform, says }) => l10n.t('The program in the image for {0} is for {1}.', platform, says))
    .join(' ');
  const go = l10n.t('Show Cause');
  const answer = await window.showErrorMessage(finding ? `${what} ${finding.message}` : what, ...(finding ? [go] : []));
  if (answer !== go || !finding) return;
  const { start, end } = finding.range;
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document, {
    selection: new Selection(start.line, start.character, end.line, end.character),
  });
}

/** What is remembered for a Dockerfile, in this workspace. */
function memoryOf(
  state: Memento,
  uri: Uri,
): { readonly get: () => unknown; readonly set: (value: object) => Thenable<void> } {
  const key = `multiArch ${uri.toString()}`;
  return { get: () => state.get<unknown>(key), set: (value) => state.update(key, value) };
}
