import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis, AnalysisInput, ReportedFinding } from '../analysis';
import type { ManifestInput } from '../analyseManifest';
import { analyseTarget } from '../features/analyseTarget';
import type { EditorFeatures } from '../features/editor';
import type { GivenNames } from '../features/navigation/givenNames';
import type { Refactoring } from '../features/refactorings';
import type { BuildModel } from '../model/buildModel';
import type { LabelMove, ProjectManifests } from '../features/onepilot';
import { mayHoldLabels } from '../manifests/mayHoldLabels';
import type { Withheld } from '../rules/rule';
import { mergeSettings, parseSettings, type ParsedSettings, type Settings } from '../settings';
import type { Edit } from '../text/edit';
import { LineIndex } from '../text/lineIndex';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { isDockerfileName } from '../workspace/dockerfileName';
import { nameOf, type Places } from './places';

/** Bigger documents are no Dockerfiles that a person writes; the command line refuses them as well. */
const lengthLimit = 1024 * 1024;

/** What the language server needs of the rest of the program; loaded at the first use, so that start-up is quick. */
export interface Core {
  /** An analysis for the versions of one document: what did not change is not looked at again. */
  readonly createAnalyser: () => (input: AnalysisInput) => Analysis;
  /** Gives what answers for editors; the first call loads it. */
  readonly loadEditor: () => EditorFeatures;
  readonly refactorings: (model: BuildModel, range: Span) => readonly Refactoring[];
  readonly withheldRefactorings: (model: BuildModel, range: Span) => readonly Withheld[];
  readonly analyseManifest: (input: ManifestInput) => readonly ReportedFinding[];
  readonly manifestHover: (text: string, offset: number) => ReturnType<EditorFeatures['hover']>;
  readonly movesToLabels: (model: Analysis['model'], project: ProjectManifests) => readonly LabelMove[];
  readonly withheldMoves: (model: Analysis['model'], project: ProjectManifests) => readonly Withheld[];
  readonly onepilotLabelLines: (model: Analysis['model']) => string;
  readonly ruleIds: readonly string[];
  readonly places: Places;
  readonly workspace: CoreWorkspace;
}

/** The disk around the documents. `top` is a folder above which nothing is looked for. */
export interface CoreWorkspace {
  surroundings(
    path: string,
    text: string,
    settings: Settings,
    top: string | undefined,
  ): Pick<AnalysisInput, 'context' | 'moduleCache'>;
  manifestsAround(path: string, top: string | undefined): ProjectManifests;
  givenNames(
    path: string,
    top: string | undefined,
    textOf: (path: string) => string | undefined,
  ): readonly GivenNames[];
  projectFile(folder: string, top: string | undefined): (ParsedSettings & { readonly path: string }) | undefined;
  invalidate(): void;
}

/** What the session asks of the client, and tells it. */
export interface SessionClient {
  document(uri: string): TextDocument | undefined;
  /** The `goDockerfile` section for a document, as the client holds it. */
  configuration(uri: string): Promise<unknown>;
  /** URIs of the workspace folders. */
  folders(): readonly string[];
  /** A setting that cannot be read: a sentence for the user. Told at each reading. */
  complain(message: string): void;
}

/** The analysis of one version of one document. */
export interface AnalysedDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly index: LineIndex;
  readonly analysis: Analysis;
  readonly editor: EditorFeatures;
  /** Paths and URIs where the server runs. */
  readonly places: Places;
  /** The settings that hold for this document. */
  readonly settings: Settings;
  /** Equal for equal input. */
  readonly resultId: string;
  /** Analyses another text in the place of this one. */
  readonly analyse: (text: string) => Analysis;
  /** What is offered, other than fixes, for a range of it. */
  readonly refactorings: (range: Span) => readonly Refactoring[];
  /** What is not, and why. */
  readonly withheldRefactorings: (range: Span) => readonly Withheld[];
}

/** What was found in one version of a YAML document. */
export interface AnalysedManifest extends Pick<AnalysedDocument, 'uri' | 'version' | 'text' | 'index' | 'resultId'> {
  readonly findings: readonly ReportedFinding[];
}

/** A move to labels, with the manifests as the client knows them. */
export interface OfferedMove extends Omit<LabelMove, 'manifests'> {
  readonly manifests: readonly {
    readonly uri: string;
    /** Null if it is not open. */
    readonly version: number | null;
    readonly index: LineIndex;
    readonly edits: readonly Edit[];
  }[];
}

export interface Session {
  /** The analysis of the current version; undefined for documents that are no Dockerfiles, or closed by now. */
  analysed(uri: string): Promise<AnalysedDocument | undefined>;
  /** The same for YAML documents. */
  manifest(uri: string): Promise<AnalysedManifest | undefined>;
  /** How the settings of the ARMS agent could move from a Dockerfile to the labels of a manifest around it. */
  movesToLabels(document: AnalysedDocument): Promise<readonly OfferedMove[]>;
  /** Which of these moves cannot be made, and why. */
  withheldMoves(document: AnalysedDocument): Promise<readonly Withheld[]>;
  /** What names the stages and build arguments of a Dockerfile in other files, as the client holds them, and in settings. */
  givenNames(document: AnalysedDocument): Promise<readonly GivenNames[]>;
  /** A file as the client holds it; undefined if it is not open. */
  opened(path: string): Promise<TextDocument | undefined>;
  /** The labels for a Dockerfile's program as lines of YAML. */
  labelLines(document: AnalysedDocument): Promise<string>;
  /** Files or settings changed: all that was concluded from them is void, and what was read as well, unless it is said to be new. */
  invalidate(options?: { readonly keepFiles: boolean }): void;
  /** A document was closed. */
  forget(uri: string): void;
  manifestHover: Core['manifestHover'] | undefined;
  /** What answers for editors, loaded if it is not yet. */
  editor(): Promise<EditorFeatures>;
}

/** Open documents and what is known of them, at most one analysis per version, settings and state of the files around. */
export function createSession(load: () => Promise<Core>, client: SessionClient): Session {
  const analyses = new Map<string, AnalysedDocument>();
  const analysers = new Map<string, ReturnType<Core['createAnalyser']>>();
  const settings = new Map<string, Promise<Settings>>();
  let generation = 0;
  let core: Core | undefined;

  const session: Session = {
    manifestHover: undefined,
    analysed: async (uri) => {
      const opened = client.document(uri);
      if (!opened || !isDockerfile(opened)) return undefined;
      core ??= await load();
      const chosen = await settingsOf(uri, core);
      // Only now is the version looked at: the document may have changed while the client was asked for settings.
      const document = client.document(uri);
      if (!document || !isDockerfile(document)) return undefined;
      if (document.getText().length > lengthLimit) {
        client.complain(`${nameOf(uri)}: ${say`This file is larger than 1 MB, so it is not read as a Dockerfile.`}`);
        return undefined;
      }
      const resultId = `${generation}.${document.version}`;
      const known = analyses.get(uri);
      if (known?.resultId === resultId) return known;
      const analysed = analyseDocument(document, resultId, chosen, core);
      analyses.set(uri, analysed);
      return analysed;
    },
    manifest: async (uri) => {
      const opened = client.document(uri);
      if (!opened || isDockerfile(opened) || !isYaml(opened)) return undefined;
      if (!mayHoldLabels(opened.getText())) return manifestOf(opened, []);
      core ??= await load();
      session.manifestHover ??= core.manifestHover;
      const { rules, observability } = await settingsOf(uri, core);
      const document = client.document(uri);
      if (!document || document.getText().length > lengthLimit) return undefined;
      return manifestOf(document, core.analyseManifest({ text: document.getText(), severities: rules, observability }));
    },
    movesToLabels: async ({ uri, analysis }) => {
      core ??= await load();
      const project = manifestsAround(uri, core);
      const { places } = core;
      return core.movesToLabels(analysis.model, project).map((move) => ({
        ...move,
        manifests: move.manifests.map(({ path, edits }) => ({
          uri: places.toUri(path),
          version: openedAt(path, places)?.version ?? null,
          index: new LineIndex(project.manifests.find((file) => file.path === path)?.text ?? ''),
          edits,
        })),
      }));
    },
    withheldMoves: async ({ uri, analysis }) => {
      core ??= await load();
      return core.withheldMoves(analysis.model, manifestsAround(uri, core));
    },
    givenNames: async ({ uri, settings: chosen }) => {
      core ??= await load();
      const { places, workspace } = core;
      const path = places.toPath(uri);
      const textOf = (file: string): string | undefined => openedAt(file, places)?.getText();
      const inFiles = path === undefined ? [] : workspace.givenNames(path, folderOf(path, places), textOf);
      return [...inFiles, ...givenBySettings(chosen)];
    },
    opened: async (path) => {
      core ??= await load();
      return openedAt(path, core.places);
    },
    labelLines: async ({ analysis }) => {
      core ??= await load();
      return core.onepilotLabelLines(analysis.model);
    },
    editor: async () => {
      core ??= await load();
      return core.loadEditor();
    },
    invalidate: ({ keepFiles } = { keepFiles: false }) => {
      generation++;
      settings.clear();
      analyses.clear();
      if (!keepFiles) core?.workspace.invalidate();
    },
    forget: (uri) => {
      for (const known of [analyses, analysers, settings]) known.delete(uri);
    },
  };
  return session;

  function openedAt(path: string, { toUri }: Core['places']): TextDocument | undefined {
    return client.document(toUri(path));
  }

  /** As the client knows them, saved or not. */
  function manifestsAround(uri: string, { workspace, places }: Core): ProjectManifests {
    const path = places.toPath(uri);
    if (path === undefined) return { manifests: [], tags: { own: [], others: [] } };
    const around = workspace.manifestsAround(path, folderOf(path, places));
    const manifests = around.manifests.map((file) => ({
      path: file.path,
      text: openedAt(file.path, places)?.getText() ?? file.text,
    }));
    return { ...around, manifests };
  }

  function manifestOf(document: TextDocument, findings: readonly ReportedFinding[]): AnalysedManifest {
    const { uri, version } = document;
    const text = document.getText();
    return { uri, version, text, index: new LineIndex(text), resultId: `${generation}.${version}`, findings };
  }

  function analyseDocument(
    document: TextDocument,
    resultId: string,
    chosen: Settings,
    { createAnalyser, loadEditor, refactorings, withheldRefactorings, places, workspace }: Core,
  ): AnalysedDocument {
    const { uri, version } = document;
    const text = document.getText();
    const path = places.toPath(uri);
    const input: Omit<AnalysisInput, 'text'> = {
      context: undefined,
      ...(path !== undefined && workspace.surroundings(path, text, chosen, folderOf(path, places))),
      target: chosen.target,
      platform: chosen.platform,
      buildArgs: chosen.buildArgs,
      severities: chosen.rules,
      observability: chosen.observability,
      staticMonitoring: chosen.staticMonitoring,
    };
    const analyse = analysers.get(uri) ?? createAnalyser();
    analysers.set(uri, analyse);
    const analyseText = (other: string): Analysis => analyseTarget(analyse, { ...input, text: other });
    const analysis = analyseText(text);
    return {
      uri,
      version,
      text,
      resultId,
      index: new LineIndex(text),
      analysis,
      get editor() {
        return loadEditor();
      },
      settings: chosen,
      places,
      analyse: analyseText,
      refactorings: (range) => refactorings(analysis.model, range),
      withheldRefactorings: (range) => withheldRefactorings(analysis.model, range),
    };
  }

  function settingsOf(uri: string, loaded: Core): Promise<Settings> {
    const known = settings.get(uri);
    if (known) return known;
    const asked = readSettings(uri, loaded);
    settings.set(uri, asked);
    return asked;
  }

  /** The editor's settings weigh more than the project file's. */
  async function readSettings(uri: string, { workspace, places, ruleIds }: Core): Promise<Settings> {
    const editor = parseSettings(await client.configuration(uri), ruleIds);
    for (const problem of editor.problems) client.complain(say`Settings goDockerfile: ${problem}`);
    const { dirname, resolve } = places;
    const path = places.toPath(uri);
    if (path === undefined) return mergeSettings(editor.settings);
    const top = folderOf(path, places);
    const { context } = editor.settings;
    const own =
      context === undefined ? editor.settings : { ...editor.settings, context: resolve(top ?? dirname(path), context) };
    const project = workspace.projectFile(dirname(path), top);
    for (const problem of project?.problems ?? []) client.complain(`${project?.path ?? ''}: ${problem}`);
    return mergeSettings(own, project?.settings ?? {});
  }

  /** The workspace folder around a path, the innermost if several are. */
  function folderOf(path: string, { toPath, dirname }: Places): string | undefined {
    const folders = new Set(client.folders().flatMap((uri) => toPath(uri) ?? []));
    for (let current = dirname(path); ; current = dirname(current)) {
      if (folders.has(current)) return current;
      if (dirname(current) === current) return undefined;
    }
  }
}

function givenBySettings({ target, buildArgs }: Settings): readonly GivenNames[] {
  const args = Object.keys(buildArgs).map((name) => ({ kind: 'argument', name, span: undefined }) as const);
  const setting = (title: string, names: GivenNames['names']): GivenNames => ({
    title,
    file: undefined,
    names,
    others: [],
  });
  return [
    setting('goDockerfile.target', target === undefined ? [] : [{ kind: 'target', name: target, span: undefined }]),
    setting('goDockerfile.buildArgs', args),
  ];
}

function isDockerfile({ languageId, uri }: TextDocument): boolean {
  if (languageId === 'dockerfile') return true;
  return isDockerfileName(nameOf(uri));
}

function isYaml({ languageId, uri }: TextDocument): boolean {
  return languageId === 'yaml' || /\.ya?ml$/.test(uri);
}
