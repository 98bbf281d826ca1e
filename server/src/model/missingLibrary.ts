import { evidence, isSettled, known, valueOf } from '../facts/fact';
import { developmentPaths, missingDevelopment } from '../images/developmentFiles';
import { say } from '../text/say';
import type { GoBuild, Problem } from './buildModel';
import { lookUp } from './files';
import type { GoSettings } from './goSettings';
import type { StageState } from './stageState';

/** Variables that give gcc, ld or pkg-config other places to look for headers and libraries. */
const searchVariables = [
  ...['CPATH', 'C_INCLUDE_PATH', 'CPLUS_INCLUDE_PATH', 'LIBRARY_PATH', 'COMPILER_PATH', 'GCC_EXEC_PREFIX'],
  ...['PKG_CONFIG', 'PKG_CONFIG_PATH', 'PKG_CONFIG_LIBDIR', 'PKG_CONFIG_SYSROOT_DIR'],
];

/** Flags for gcc that add no place to look in and no file. */
const plainFlag = /^-(?:O.?|g\d?|D.*|W[a-z]*(?:-.*)?|f.*|m.*|std=.*|pthread|pipe|static|s|w|l.*)$/;

/**
 * A library that C code of the program names, and whose header and files for the linker have not been installed in the stage. Whether
 * gcc, ld or pkg-config misses it first depends on the sources; all end the build of the package with it.
 */
export function missingLibrary(state: StageState, build: GoBuild, settings: GoSettings): Partial<Problem> | undefined {
  const { compiler, cgo, go, goarch } = build;
  if (cgo.certainty !== 'known' || !cgo.value || compiler.certainty !== 'known') return undefined;
  if (compiler.found !== true || compiler.custom === true || go.front?.name === 'xx-go') return undefined;
  // Packages for another architecture, and musl on Debian, have folders of their own.
  if (compiler.goarch === undefined || compiler.goarch !== valueOf(goarch)) return undefined;
  if (compiler.goarch !== valueOf(state.platform)?.architecture) return undefined;
  if (compiler.libc !== valueOf(state.image.libc)?.kind || looksElsewhere(settings)) return undefined;
  for (const { cgo: use } of build.programs) {
    if (!isSettled(use)) continue;
    for (const found of use.value.foreign) {
      // What the table of modules says is of another version, perhaps.
      if (use.certainty !== 'known' && found.directory === undefined) continue;
      for (const library of found.fromSystem ?? []) {
        const missing = missingDevelopment(state.image, library);
        if (!missing || mayBeBrought(state, library, missing.header)) continue;
        const says = say`${missing.package} has not been installed in this stage`;
        const { header } = missing;
        const includes = header !== undefined && found.includes?.includes(header) === true;
        return {
          ...(includes && { error: `fatal error: ${header}: No such file or directory` }),
          because: [evidence(undefined, say`${found.importPath} links ${library}`), evidence(go.verbSpan, says)],
          details: { failure: 'library-not-installed', package: found.importPath, library, brings: missing.package },
        };
      }
    }
  }
  return undefined;
}

function looksElsewhere(settings: GoSettings): boolean {
  if (searchVariables.some((name) => settings.value(name) !== undefined)) return true;
  return ['CGO_CFLAGS', 'CGO_CPPFLAGS', 'CGO_CXXFLAGS', 'CGO_LDFLAGS'].some((name) => {
    const value = settings.value(name) ?? known('');
    return !isSettled(value) || !value.value.split(/\s+/).every((flag) => flag === '' || plainFlag.test(flag));
  });
}

/** Whether an instruction may have put it there by itself. */
function mayBeBrought(state: StageState, library: string, header: string | undefined): boolean {
  return developmentPaths(library, header).some((path) => {
    const found = lookUp(state.files, path);
    return found.state === 'entry' || (found.state === 'unknown' && found.span !== undefined);
  });
}
