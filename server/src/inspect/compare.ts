import { compareVersions } from '../facts/libc';
import type { ComparedField, Comparison, ComparisonRow, InspectedImage, InspectedProgram } from './inspection';

/** A fact that was told beforehand; undefined: nothing was. */
export type Predicted<T> =
  | {
      readonly value: T;
      readonly certainty: 'known' | 'presumed';
      /** Of the Dockerfile, from 1: what explains it; absent if nothing there does. */
      readonly line?: number;
    }
  | undefined;

/** What an analysis says of a program and the image it starts in, in the terms of what can be seen there. */
export interface Prediction {
  readonly goos: Predicted<string>;
  readonly goarch: Predicted<string>;
  readonly linkage: Predicted<'static' | 'dynamic'>;
  /** Null for a static program. */
  readonly libc: Predicted<string | null>;
  readonly interpreter: Predicted<string | null>;
  /** The lowest and the highest version of glibc's symbols that may be asked for. */
  readonly glibc: Predicted<{ readonly atLeast: string; readonly surely: string }>;
  readonly cgo: Predicted<boolean>;
  /** `1.26` stands for any of its patch releases. */
  readonly goVersion: Predicted<string>;
  readonly stripped: Predicted<boolean>;
  readonly race: Predicted<boolean>;
  readonly entrypoint: Predicted<readonly string[]>;
  /** Absolute path of the program in the image. */
  readonly program: Predicted<string>;
  readonly verdict: Predicted<{
    readonly outcome: 'runs' | 'fails-to-build' | 'fails-to-start';
    /** Whether files tell it: a missing loader, not a crash. */
    readonly seenInFiles: boolean;
  }>;
}

/** The two values of a row in words, and whether they agree; undefined words: not known. */
interface Sides {
  readonly predicted: string | undefined;
  readonly real: string | undefined;
  readonly same: boolean;
}

interface Reality {
  readonly program: InspectedProgram | null;
  readonly image: InspectedImage | null;
  /** A path of the image without links in it: `/bin/app` may be `/usr/bin/app`. Undefined if nothing is there. */
  readonly locate: (path: string) => string | undefined;
}

type Row = {
  readonly [Field in ComparedField]: (
    predicted: NonNullable<Prediction[Field]>['value'] | undefined,
    reality: Reality,
  ) => Sides | null | undefined;
};

/** Each field in the order of the table; undefined: there is nothing to compare in this case. */
const rows: Row = {
  entrypoint: (predicted, { image }) => image && equal(words(predicted), words(startWords(image))),
  program: (predicted, { image, program, locate }) => {
    const isSame = predicted !== undefined && program !== null && locate(predicted) === program.path;
    return image && (isSame ? equal(program.path, program.path) : equal(predicted, program?.path));
  },
  goos: (predicted, { program }) => equal(predicted, program?.goos),
  goarch: (predicted, { program }) => equal(predicted, program?.goarch),
  goVersion: (predicted, { program }) => {
    const real = program?.go ? goVersion(program.go.goVersion) : undefined;
    const same = predicted !== undefined && (real === predicted || real?.startsWith(`${predicted}.`) === true);
    // 1.21rc1 is another release than 1.21.
    return { predicted, real, same };
  },
  cgo: (predicted, { program }) => equal(onOff(predicted), onOff(program?.cgo)),
  linkage: (predicted, { program }) => equal(predicted, program?.linkage),
  libc: (predicted, { program }) => equal(orNone(predicted), seenOf(program, program?.libc)),
  interpreter: (predicted, { program }) => equal(orNone(predicted), seenOf(program, program?.interpreter)),
  glibc: (predicted, { program }) => {
    const real = program?.glibc ?? undefined;
    if (!predicted && real === undefined) return undefined;
    const { atLeast = '', surely = '' } = predicted ?? {};
    const same = real !== undefined && compareVersions(real, atLeast) >= 0 && compareVersions(real, surely) <= 0;
    return { predicted: predicted && (atLeast === surely ? atLeast : `${atLeast} to ${surely}`), real, same };
  },
  stripped: (predicted, { program }) => equal(yesNo(predicted), yesNo(program?.stripped)),
  race: (predicted, { program }) => equal(yesNo(predicted), yesNo(program?.race)),
  verdict: (predicted, { image }) => {
    if (!image) return undefined;
    const { outcome } = image.start;
    const real = outcome === 'unknown' ? undefined : outcome;
    // A crash, or a program that ends by itself, is not seen in files.
    const isHidden = predicted?.outcome === 'fails-to-start' && !predicted.seenInFiles && outcome === 'runs';
    if (predicted?.outcome === 'fails-to-build') return { predicted: predicted.outcome, real: 'built', same: false };
    return { ...equal(predicted?.outcome, real), real: isHidden ? undefined : real };
  },
};

/** Puts a prediction beside what was found. */
export function compare(dockerfile: string, prediction: Prediction, reality: Reality): Comparison {
  const compared = [
    row('entrypoint', prediction.entrypoint, rows.entrypoint, reality),
    row('program', prediction.program, rows.program, reality),
    row('goos', prediction.goos, rows.goos, reality),
    row('goarch', prediction.goarch, rows.goarch, reality),
    row('goVersion', prediction.goVersion, rows.goVersion, reality),
    row('cgo', prediction.cgo, rows.cgo, reality),
    row('linkage', prediction.linkage, rows.linkage, reality),
    row('libc', prediction.libc, rows.libc, reality),
    row('interpreter', prediction.interpreter, rows.interpreter, reality),
    row('glibc', prediction.glibc, rows.glibc, reality),
    row('stripped', prediction.stripped, rows.stripped, reality),
    row('race', prediction.race, rows.race, reality),
    row('verdict', prediction.verdict, rows.verdict, reality),
  ].flat();
  const differs = compared.some(({ result, certainty }) => result === 'differs' && certainty === 'known');
  return { dockerfile, rows: compared, differs };
}

function row<T>(
  field: ComparedField,
  predicted: Predicted<T>,
  sidesOf: (predicted: T | undefined, reality: Reality) => Sides | null | undefined,
  reality: Reality,
): readonly ComparisonRow[] {
  const sides = sidesOf(predicted?.value, reality);
  if (!sides) return [];
  const isOpen = sides.predicted === undefined || sides.real === undefined;
  return [
    {
      field,
      predicted: sides.predicted ?? null,
      certainty: predicted?.certainty ?? 'unknown',
      real: sides.real ?? null,
      line: predicted?.line ?? null,
      result: isOpen ? 'open' : sides.same ? 'same' : 'differs',
    },
  ];
}

function equal(predicted: string | undefined, real: string | null | undefined): Sides {
  return { predicted, real: real ?? undefined, same: predicted === real };
}

/** What an image starts: the shell form of ENTRYPOINT leaves no use of CMD. */
export function startWords({ entrypoint, cmd }: Pick<InspectedImage, 'entrypoint' | 'cmd'>): readonly string[] {
  const isShellForm = entrypoint.length === 3 && entrypoint[1] === '-c';
  return isShellForm ? entrypoint : [...entrypoint, ...cmd];
}

/** Blanks do not count: how lines are joined is not what is compared. */
function words(list: readonly string[] | undefined): string | undefined {
  return list && JSON.stringify(list.map((word) => word.replace(/\s+/g, ' ').trim()));
}

/** `go1.26.1 X:boringcrypto` to `1.26.1`. */
export function goVersion(text: string): string {
  return text.replace(/^go/, '').replace(/[\s-].*$/, '');
}

function onOff(value: boolean | null | undefined): string | undefined {
  return value === undefined || value === null ? undefined : value ? 'on' : 'off';
}

function yesNo(value: boolean | null | undefined): string | undefined {
  return value === undefined || value === null ? undefined : value ? 'yes' : 'no';
}

function orNone(value: string | null | undefined): string | undefined {
  return value === null ? 'none' : value;
}

/** Of an ELF file it is known that there is none; of a dynamic one that has no C library's name in it, nothing. */
function seenOf(program: InspectedProgram | null, value: string | null | undefined): string | undefined {
  if (program?.format !== 'elf') return undefined;
  return value ?? (program.linkage === 'static' ? 'none' : undefined);
}
