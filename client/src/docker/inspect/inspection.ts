import { memberOf, parseJson } from '../multiArch/json';

/**
 * What `go-dockerfile inspect --json` prints, as far as it is shown: a copy of `Inspection` in server/src/inspect/inspection.ts,
 * which says what the members mean. The command line comes with the extension, so that they are of one version.
 */
export interface Inspection {
  readonly version: 1;
  readonly subject: string;
  readonly kind: 'binary' | 'image';
  readonly program: InspectedProgram | null;
  readonly image: InspectedImage | null;
  readonly comparison: { readonly rows: readonly ComparisonRow[]; readonly differs: boolean } | null;
}

export interface InspectedProgram {
  readonly path: string;
  readonly format: 'elf' | 'pe' | 'mach-o' | 'mach-o-fat' | 'wasm' | 'archive' | 'script' | 'empty' | 'other';
  readonly size: number;
  readonly type: 'executable' | 'pie' | 'shared-library' | 'relocatable' | 'core' | null;
  readonly goos: string | null;
  readonly goarch: string | null;
  readonly variant: string | null;
  readonly linkage: 'static' | 'dynamic' | null;
  readonly interpreter: string | null;
  readonly libc: 'glibc' | 'musl' | null;
  readonly needed: readonly string[];
  readonly glibc: string | null;
  readonly runPath: string | null;
  readonly stripped: boolean | null;
  readonly dwarf: boolean | null;
  readonly race: boolean | null;
  readonly cgo: boolean | null;
  readonly go: {
    readonly goVersion: string;
    readonly package: string | null;
    readonly main: Module | null;
    readonly dependencies: readonly Module[];
    readonly settings: Readonly<Record<string, string>>;
  } | null;
  readonly truncated: boolean;
}

export interface Module {
  readonly path: string;
  readonly version: string;
  readonly replacedBy: { readonly path: string; readonly version: string } | null;
}

export interface InspectedImage {
  readonly platform: string;
  readonly platforms: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workdir: string;
  readonly user: string;
  readonly through: readonly string[];
  readonly start: { readonly outcome: 'runs' | 'fails-to-start' | 'unknown'; readonly error: string | null };
  readonly glibc: string | null;
  readonly users: readonly string[] | null;
  readonly caCertificates: string | null;
  readonly timeZones: string | null;
  readonly layers: readonly {
    readonly size: number;
    readonly unpackedSize: number;
    readonly files: number;
    readonly instruction: string | null;
  }[];
  readonly size: number;
  readonly unpackedSize: number;
}

export interface ComparisonRow {
  readonly field:
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
  readonly predicted: string | null;
  readonly certainty: 'known' | 'presumed' | 'unknown';
  readonly real: string | null;
  readonly line: number | null;
  readonly result: 'same' | 'differs' | 'open';
}

/** Undefined if it is none. */
export function readInspection(stdout: string): Inspection | undefined {
  const value = parseJson(stdout);
  return isInspection(value) ? value : undefined;
}

function isInspection(value: unknown): value is Inspection {
  return memberOf(value, 'version') === 1 && memberOf(value, 'program') !== undefined;
}
