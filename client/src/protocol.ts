/**
 * The messages of the language server that the Language Server Protocol has no word for. The server keeps its own
 * copy of these types: client and server are two programs, and share nothing but what they send each other.
 */

/** Sent by the server whenever a Dockerfile was analysed anew. */
export const verdictNotification = 'goDockerfile/verdict';

/** What becomes of the build's target on the chosen platform. */
export type Outcome = 'runs' | 'fails-to-build' | 'fails-to-start' | 'unknown';

export interface VerdictParams {
  /** The Dockerfile, as the client names it. */
  readonly uri: string;
  /** Of the text that was analysed. */
  readonly version: number;
  readonly outcome: Outcome;
  /** A few words for the status bar. Empty: there is nothing to say, because no Go program is built here. */
  readonly summary: string;
  /** The chain of reasons in Markdown, for the tooltip; null if there is none. */
  readonly detail: string | null;
}

/** Carried out by the client; the server names it in code actions, with the URI of the Dockerfile. */
export const copyLabelsCommand = 'goDockerfile.copyOnepilotLabels';

/** Asks for the labels of ack-onepilot for a Dockerfile, `{ uri }`, as lines of YAML; null if it is none. */
export const labelsRequest = 'goDockerfile/onepilotLabels';

/** The type of the tasks that build, as the manifest has it. */
export const taskType = 'go-dockerfile';

/** Carried out by the client; the server names them in code lenses, with a `LensArguments`. */
export const lensCommands = {
  showVerdict: 'goDockerfile.showVerdict',
  build: 'goDockerfile.build',
  buildAndRun: 'goDockerfile.buildAndRun',
  buildMultiArch: 'goDockerfile.buildMultiArch',
} as const;

export interface LensArguments {
  /** The Dockerfile. */
  readonly uri: string;
  /** What is built, by name or number; absent for the target. */
  readonly stage?: string;
  /** What explains the verdict. */
  readonly position?: { readonly line: number; readonly character: number };
}

/** Asks what `docker build` has to be given for a Dockerfile, `{ uri, stage? }`; null if it is no file on the disk of the server. */
export const buildInputsRequest = 'goDockerfile/buildInputs';

/** The build that the findings speak of. */
export interface BuildInputs {
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
  /** Build arguments without a value that the text uses. */
  readonly missingArgs: readonly string[];
  /** What `RUN --mount=type=secret` and `type=ssh` ask for, by id. */
  readonly secrets: readonly MountNeed[];
  readonly ssh: readonly MountNeed[];
  /** What is worth building beside the target: stages with a name in which go runs. */
  readonly stages: readonly string[];
  readonly buildsGo: boolean;
  /** Ports that EXPOSE names. */
  readonly ports: readonly ExposedPort[];
  /** TCP ports that variables of the image, or options of its program, tell it to listen on. */
  readonly listens: readonly number[];
  /** Whether the Dockerfile gives the image a HEALTHCHECK; that of a base image is not known. */
  readonly healthcheck: boolean;
}

export interface MountNeed {
  readonly id: string;
  /** The build fails without it. */
  readonly required: boolean;
}

export interface ExposedPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** Asks what an engine's output, `OutputParams`, means in terms of the Dockerfile and the sources; an `OutputProblem[]`. */
export const explainOutputRequest = 'goDockerfile/explainOutput';

export interface OutputParams {
  /** The Dockerfile. */
  readonly uri: string;
  /** Stage that was built, by name or number; null for the target. */
  readonly stage: string | null;
  readonly phase: 'build' | 'run';
  /** What the engine printed (BuildKit's plain progress), or the container. */
  readonly output: string;
  /** Null: none, as it was ended by a signal or did not start. */
  readonly exitCode: number | null;
}

/** One thing that went wrong, at the place where it is mended. */
export interface OutputProblem {
  /** The Dockerfile, or a source file of the build context. */
  readonly uri: string;
  readonly range: TextRange;
  readonly severity: 'error' | 'warning';
  /** What happened, and why. */
  readonly message: string;
  /** The line of the output that says so. */
  readonly quote: string;
  /** Rule that finds it before the build, if there is one. */
  readonly rule: string | null;
}

/** Asks for the build graph of a Dockerfile, `{ uri }`; null if it is none, or too big to be read. */
export const buildGraphRequest = 'goDockerfile/buildGraph';

/** What a Dockerfile builds: boxes, what goes from one into another, and the verdict. */
export interface BuildGraph {
  /** The Dockerfile, as the server names it. */
  readonly uri: string;
  readonly version: number;
  /** What the picture shows, in a sentence. If there are no nodes, why. */
  readonly title: string;
  /** In reading order; ids are unique. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  readonly kind: 'context' | 'image' | 'download' | 'stage' | 'program' | 'verdict';
  /** What it is, in a word, to stand above the title; empty if the title says so. */
  readonly caption: string;
  readonly title: string;
  readonly facts: readonly string[];
  /** All of it in a sentence or two, for screen readers. */
  readonly says: string;
  /** Where it is written. */
  readonly range: TextRange | null;
  /** The text that is about it: with the cursor in there, the node is marked. */
  readonly extent: TextRange | null;
  /** Id of the stage that a program is built in. */
  readonly inside?: string;
  /** Whether the target is made of it. */
  readonly needed: boolean;
  /** `target`: the stage that is shipped; `started`: the program that a container starts. */
  readonly mark?: 'target' | 'started';
  readonly tone: 'plain' | 'good' | 'bad' | 'doubtful';
}

/** All that goes from one node into another. */
export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly needed: boolean;
  /** Whether the program that a container starts comes this way. */
  readonly bringsProgram: boolean;
  /** At least one. */
  readonly steps: readonly GraphStep[];
}

/** One instruction, or one mount of a RUN. */
export interface GraphStep {
  readonly id: string;
  readonly kind: 'from' | 'copy' | 'mount' | 'start';
  readonly label: string;
  readonly says: string;
  readonly range: TextRange | null;
  readonly extent: TextRange | null;
}

/** Zero-based lines and UTF-16 characters; the end is excluded. */
export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** Asked by a server without a disk: the files of the folder `{ uri }`, or null if it is not there. */
export const readFolderRequest = 'goDockerfile/readFolder';

/** The files in and below a folder. Paths are relative to it, with slashes. */
export interface FolderFiles {
  /** With their texts; null for those that were not read. */
  readonly files: readonly (readonly [path: string, text: string | null])[];
  /** Of which every entry is here; `''` is the folder itself. */
  readonly folders: readonly string[];
  /** Links, and folders that were not looked into. */
  readonly unknown: readonly string[];
}

/** Asks for the platforms that a Dockerfile, `{ uri, platforms }`, can be built for; those named are among them. */
export const platformsRequest = 'goDockerfile/platforms';

export interface PlatformsResult {
  readonly candidates: readonly {
    readonly platform: string;
    /** `files`: there are no containers of it, but its program can be had as a file. */
    readonly as: 'image' | 'files';
    /** A sentence; null if nothing speaks against it. */
    readonly whyNot: string | null;
  }[];
  /** Whether commands run on the platform of the image: the builder has to be able to run programs of it. */
  readonly runsOnTarget: boolean;
}

/** Asks for the findings about platforms, as they are if a Dockerfile is built for several, `{ uri, platforms }`. */
export const platformFindingsRequest = 'goDockerfile/platformFindings';

export interface PlatformFinding {
  readonly rule: string;
  readonly message: string;
  readonly range: TextRange;
  /** The best one; of this version of the document. */
  readonly fix: {
    readonly title: string;
    readonly version: number;
    readonly edits: readonly { readonly range: TextRange; readonly newText: string }[];
  } | null;
}
