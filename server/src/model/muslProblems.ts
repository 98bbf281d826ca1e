import { compareVersions } from '../facts/libc';
import { evidence, isSettled, known, valueOf } from '../facts/fact';
import type { ProgramFacts } from '../golang/types';
import { libcVersionOf } from '../images/releases';
import { say } from '../text/say';
import type { GoBuild, Problem, ProblemKind } from './buildModel';
import type { GoSettings } from './goSettings';
import type { StageState } from './stageState';

/** A module whose C code does not get on with musl. */
interface Row {
  readonly kind: ProblemKind;
  /** Paths of its packages with that C code. */
  readonly packages: RegExp;
  /** Versions at fault: from the first one, which is the first that was looked at, and before the second. */
  readonly from: string;
  readonly before: string;
  /** The first release of musl that it fails with; undefined for all. */
  readonly musl: string | undefined;
  /** Build tags with which it does without that code. */
  readonly tags: readonly string[];
  /** Variables that may help it, so that nothing is said where one is set. */
  readonly variables: readonly string[];
  readonly says: string;
  readonly error: (version: string) => string | undefined;
  /** Told by others and by the symbols of the library, and not linked for the table. */
  readonly unmeasured?: true;
}

const rows: readonly Row[] = [
  {
    // The sources of v1.10.0 to v1.14.18 set HAVE_PREAD64; v1.14.19 maps it to pread. musl 1.2.4 hides the names of LFS64.
    kind: 'sqlite-on-new-musl',
    packages: /^github\.com\/mattn\/go-sqlite3$/,
    from: '1.10.0',
    before: '1.14.19',
    musl: '1.2.4',
    tags: ['libsqlite3'],
    variables: ['CGO_CFLAGS', 'CGO_CPPFLAGS', 'CC'],
    says: say`calls pread64, which musl has not declared since 1.2.4`,
    error: () => `error: 'pread64' undeclared here (not in a function)`,
  },
  {
    // Symbols of librdkafka_glibc_linux*.a that musl 1.2.5 lacks, by `nm` of v1.9.2 and v2.11.1: fopen64, makecontext …
    kind: 'kafka-on-musl',
    packages: /^github\.com\/confluentinc\/confluent-kafka-go(?:\/v2)?\/kafka$/,
    from: '1.5.2',
    before: '2.11.2',
    musl: '1.2.4',
    tags: ['musl', 'dynamic'],
    variables: ['CGO_LDFLAGS', 'CC'],
    says: say`brings along a librdkafka that was built with glibc`,
    error: (version) => (version.startsWith('1.9.') ? "undefined reference to `__strdup'" : undefined),
    unmeasured: true,
  },
];

/** Builds with cgo on Alpine that fail because of what a well-known module expects of the C library. */
export function muslProblem(state: StageState, build: GoBuild, settings: GoSettings): Problem | undefined {
  const { compiler, go } = build;
  if (build.cgo.certainty === 'unknown' || !build.cgo.value || compiler.libc !== 'musl' || compiler.custom)
    return undefined;
  const image = state.image.distribution === 'alpine' ? libcVersionOf(state.image) : undefined;
  if (!image || !isSettled(image) || valueOf(build.goos) !== 'linux' || go.incomplete) return undefined;
  if (!['amd64', 'arm64'].includes(valueOf(build.goarch) ?? '')) return undefined;
  for (const row of rows) {
    if (row.musl !== undefined && compareVersions(image.value, row.musl) < 0) continue;
    if (row.tags.some((tag) => build.tags.includes(tag))) continue;
    if (row.variables.some((name) => valueOf(settings.value(name) ?? known('')) !== '')) continue;
    for (const program of build.programs) {
      const found = valueOf(program.cgo)?.foreign.find(({ importPath }) => row.packages.test(importPath));
      const version = found && versionOf(program, found.importPath);
      if (!found || version === undefined) continue;
      if (compareVersions(version, row.from) < 0 || compareVersions(version, row.before) >= 0) continue;
      const certain = [build.cgo, image, program.cgo, build.goarch].every(({ certainty }) => certainty === 'known');
      return {
        kind: row.kind,
        phase: 'build',
        certainty: certain && row.unmeasured !== true && compiler.certainty === 'known' ? 'known' : 'presumed',
        stage: state.index,
        span: go.verbSpan,
        error: row.error(version),
        build: build.index,
        because: [
          {
            span: undefined,
            says: say`go.mod requires ${found.importPath} ${version}, which ${row.says}`,
            file: 'go.mod',
          },
          ...image.because,
          evidence(go.verbSpan, say`${compiler.name} compiles it here, with musl ${image.value}`),
        ],
        details: { package: found.importPath, version, musl: image.value },
      };
    }
  }
  return undefined;
}

/** The version that go.mod requires of a package's module, without the v; undefined if another one may be taken. */
function versionOf({ module, workspace }: ProgramFacts, importPath: string): string | undefined {
  if (!module || workspace) return undefined;
  const isOf = ({ path }: { readonly path: string }): boolean =>
    importPath === path || importPath.startsWith(`${path}/`);
  if (module.file.replaces.some(isOf)) return undefined;
  const version = module.file.requires.find(isOf)?.version;
  return version === undefined ? undefined : /^v(\d+\.\d+\.\d+)$/.exec(version)?.[1];
}
