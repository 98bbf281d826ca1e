import type { CancellationToken } from 'vscode-languageserver';
import { chosenPlatform, defaultPlatform, formatPlatform } from '../../dockerfile/platform';
import type { BuildNeeds } from '../../features/buildNeeds';
import type { ExposedPort } from '../../features/runInputs';
import type { BuildModel } from '../../model/buildModel';
import type { LanguageFeature } from '../languageFeature';
import type { AnalysedDocument } from '../session';

/** Asked by the client before it builds: what `docker build` has to be given for the Dockerfile of a URI, or null. */
export const buildInputsRequest = 'goDockerfile/buildInputs';

/** The build that the analysis speaks of. The client has a copy of this type. */
export interface BuildInputs extends BuildNeeds {
  /** Absolute path. */
  readonly dockerfile: string;
  /** The build context: absolute path of a folder. */
  readonly context: string;
  /** Stage that the settings name; null: the last one. */
  readonly target: string | null;
  /** Platform that the settings, or the project's files, name; null: that of the machine. */
  readonly platform: string | null;
  /** Platforms to build for if it is to be several. */
  readonly platforms: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Linux capabilities that the program needs when it runs, beside those of every container: `SYS_PTRACE`. */
  readonly capabilities: readonly string[];
  /** Ports that EXPOSE names, those of the stages in between included. */
  readonly ports: readonly ExposedPort[];
  /** TCP ports that variables of the image, or options of its program, tell it to listen on. */
  readonly listens: readonly number[];
  /** Whether the Dockerfile gives the image a HEALTHCHECK; that of a base image is not known. */
  readonly healthcheck: boolean;
}

/** Platforms of most machines that containers run on. */
const usualPlatforms = [formatPlatform(defaultPlatform), 'linux/arm64'];

export const buildInputsFeature: LanguageFeature = {
  capabilities: () => ({}),
  listen: (connection, { analyse, answer }) => {
    connection.onRequest(buildInputsRequest, (params: unknown, token: CancellationToken) =>
      answer<BuildInputs | null>('buildInputs', null, token, async () => {
        const document = await analyse(uriOf(params));
        return document && buildInputs(document, stageOf(params));
      }),
    );
  },
};

/**
 * Undefined for a document that is no file.
 * @param stage that is built, by name or number; undefined for the target
 */
function buildInputs({ uri, analysis, settings, places, editor }: AnalysedDocument, stage: string | undefined) {
  const dockerfile = places.toPath(uri);
  if (dockerfile === undefined) return undefined;
  const { model } = analysis;
  const named = model.builtFor?.platforms ?? [];
  const several = settings.platforms.length > 0 ? settings.platforms : named;
  const inputs: BuildInputs = {
    dockerfile,
    context: contextOf({ analysis, settings, places }, dockerfile),
    target: settings.target !== undefined && model.target?.index !== model.stages.length - 1 ? settings.target : null,
    platform: settings.platform ?? (chosenPlatform(named) ? formatPlatform(model.platform) : null),
    platforms:
      settings.platforms.length > 0 || named.length > 1 ? several : [...new Set([...named, ...usualPlatforms])],
    buildArgs: settings.buildArgs,
    capabilities: capabilitiesOf(model),
    ...editor.buildNeeds(model, stage),
    ...editor.runInputs(model),
  };
  return inputs;
}

/** The build context: absolute path of a folder. */
export function contextOf(
  { analysis, settings, places }: Pick<AnalysedDocument, 'analysis' | 'settings' | 'places'>,
  dockerfile: string,
): string {
  return places.resolve(places.dirname(dockerfile), analysis.contextOrigin?.folder ?? settings.context ?? '.');
}

/**
 * Static monitoring of OneAgent and AppOptima traces the program. Docker since 19.03 allows it without, on a kernel of 4.8 or newer;
 * older ones do not, and nobody can tell from here which one runs (AppOptima, Known limitations for Go).
 */
function capabilitiesOf({ observability }: BuildModel): readonly string[] {
  const watched = ['auto', 'oneagent', 'appoptima'].includes(observability.choice);
  return observability.staticMonitoring && watched ? ['SYS_PTRACE'] : [];
}

function stageOf(params: unknown): string | undefined {
  return typeof params === 'object' && params !== null && 'stage' in params && typeof params.stage === 'string'
    ? params.stage
    : undefined;
}

function uriOf(params: unknown): string {
  return typeof params === 'object' && params !== null && 'uri' in params && typeof params.uri === 'string'
    ? params.uri
    : '';
}
