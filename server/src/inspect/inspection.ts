import type { Executable } from './executable';
import type { StartCheck } from './imageFacts';

/** The JSON of `inspect`, version 1: a contract with callers. Null where something is not there, or cannot be told. */
export interface Inspection {
  readonly version: 1;
  /** As it was named on the command line. */
  readonly subject: string;
  readonly kind: 'binary' | 'image';
  /** The program: the file itself, or what the image starts. Null if the image starts nothing that could be looked into. */
  readonly program: InspectedProgram | null;
  /** Null for a binary. */
  readonly image: InspectedImage | null;
  /** Null without --dockerfile. */
  readonly comparison: Comparison | null;
}

export interface InspectedProgram extends Executable {
  /** In the image, without links; of a binary as it was named. */
  readonly path: string;
}

export interface InspectedImage {
  /** `linux/amd64`, `linux/arm/v7`. */
  readonly platform: string;
  /** All that the subject holds. */
  readonly platforms: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workdir: string;
  readonly user: string;
  /** Files that start the program for each other: `/sbin/tini`, a script. */
  readonly through: readonly string[];
  readonly start: StartCheck;
  /** Version of its glibc. */
  readonly glibc: string | null;
  /** Names in /etc/passwd; null if there is none. */
  readonly users: readonly string[] | null;
  /** The file or folder with the certificates that Go finds. */
  readonly caCertificates: string | null;
  /** The folder of the time zones that Go finds. */
  readonly timeZones: string | null;
  /** The lowest first. */
  readonly layers: readonly InspectedLayer[];
  /** Of all layers: as they are kept, and unpacked. */
  readonly size: number;
  readonly unpackedSize: number;
}

export interface InspectedLayer {
  readonly digest: string | null;
  /** As it is kept and sent: usually compressed. */
  readonly size: number;
  /** Of the files in it. */
  readonly unpackedSize: number;
  readonly files: number;
  /** The instruction that made it. */
  readonly instruction: string | null;
}

export interface Comparison {
  readonly dockerfile: string;
  readonly rows: readonly ComparisonRow[];
  /** A row differs in what was known: the exit code is 1. */
  readonly differs: boolean;
}

export interface ComparisonRow {
  readonly field: ComparedField;
  /** In words; null where nothing was predicted. */
  readonly predicted: string | null;
  readonly certainty: 'known' | 'presumed' | 'unknown';
  /** In words; null where it cannot be seen. */
  readonly real: string | null;
  /** Line of the Dockerfile, from 1, that explains the prediction; null if none does. */
  readonly line: number | null;
  /** 'open': one of the two is not known. */
  readonly result: 'same' | 'differs' | 'open';
}

export type ComparedField =
  | 'goos'
  | 'goarch'
  | 'linkage'
  | 'libc'
  | 'interpreter'
  | 'glibc'
  | 'cgo'
  | 'goVersion'
  | 'stripped'
  | 'race'
  | 'entrypoint'
  | 'program'
  | 'verdict';
