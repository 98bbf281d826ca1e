import { l10n } from 'vscode';
import { code } from '../markdown';
import type { ComparisonRow, InspectedImage, InspectedProgram } from './inspection';

type Field = ComparisonRow['field'];

/** As the table calls what was compared. */
export const fieldNames: Readonly<Record<Field, () => string>> = {
  entrypoint: () => l10n.t('What the container starts'),
  program: () => l10n.t('Program'),
  goos: () => 'GOOS',
  goarch: () => 'GOARCH',
  goVersion: () => l10n.t('Go version'),
  cgo: () => 'cgo',
  linkage: () => l10n.t('Linkage'),
  libc: () => l10n.t('C library'),
  interpreter: () => l10n.t('Loader'),
  glibc: () => l10n.t('Highest version of glibc needed'),
  stripped: () => l10n.t('Stripped'),
  race: () => l10n.t('Race detector'),
  verdict: () => l10n.t('Verdict'),
};

export const formatNames: Readonly<Record<InspectedProgram['format'], () => string>> = {
  elf: () => 'ELF',
  pe: () => l10n.t('Windows program (PE)'),
  'mach-o': () => l10n.t('macOS program (Mach-O)'),
  'mach-o-fat': () => l10n.t('macOS universal binary (Mach-O)'),
  wasm: () => 'WebAssembly',
  archive: () => l10n.t('archive of object files (ar)'),
  script: () => l10n.t('script'),
  empty: () => l10n.t('empty file'),
  other: () => l10n.t('not known'),
};

export const typeNames: Readonly<Record<NonNullable<InspectedProgram['type']>, () => string>> = {
  executable: () => l10n.t('executable'),
  pie: () => l10n.t('position-independent executable'),
  'shared-library': () => l10n.t('shared library'),
  relocatable: () => l10n.t('object file'),
  core: () => l10n.t('core dump'),
};

/** Values that are words rather than names; all others are shown as they are. */
const values: Readonly<Record<string, () => string>> = {
  'linkage static': () => l10n.t('static'),
  'linkage dynamic': () => l10n.t('dynamic'),
  'libc none': () => l10n.t('none'),
  'interpreter none': () => l10n.t('none'),
  'cgo on': () => l10n.t('on'),
  'cgo off': () => l10n.t('off'),
  'stripped yes': () => l10n.t('yes'),
  'stripped no': () => l10n.t('no'),
  'race yes': () => l10n.t('yes'),
  'race no': () => l10n.t('no'),
  'verdict runs': () => l10n.t('starts'),
  'verdict fails-to-start': () => l10n.t('does not start'),
  'verdict fails-to-build': () => l10n.t('does not build'),
  'verdict built': () => l10n.t('was built'),
};

/** A value of a comparison in Markdown. */
export function valueText(field: Field, value: string): string {
  const [, atLeast, surely] = /^([\d.]+) to ([\d.]+)$/.exec(field === 'glibc' ? value : '') ?? [];
  if (atLeast !== undefined && surely !== undefined) return l10n.t('{0} to {1}', code(atLeast), code(surely));
  return values[`${field} ${value}`]?.() ?? code(value);
}

/** Why the image starts its program, or does not; undefined if that cannot be told in general words. */
export function startReason(
  { start, platform, glibc, user }: InspectedImage,
  program: InspectedProgram | null,
): string | undefined {
  const error = start.error ?? '';
  if (start.outcome === 'runs' && program) {
    return program.linkage === 'dynamic'
      ? l10n.t('its loader and its libraries are in the image')
      : l10n.t('it is linked statically, and needs nothing of the image');
  }
  if (program?.format === 'script' && start.outcome === 'unknown')
    return l10n.t('it starts a script, and what that does is not followed');
  if (error.startsWith('unable to find user'))
    return l10n.t('it starts as {0}, which {1} does not name', code(user), '`/etc/passwd`');
  if (!program || start.outcome !== 'fails-to-start') return undefined;
  if (error.endsWith('exec format error'))
    return l10n.t(
      'the program is for {0}, the image for {1}',
      code(`${program.goos ?? '?'}/${program.goarch ?? '?'}`),
      code(platform),
    );
  if (error.includes('GLIBC_') && program.glibc !== null && glibc !== null)
    return l10n.t('it needs glibc {0}, the image has {1}', code(program.glibc), code(glibc));
  if (error.includes('shared librar')) return l10n.t('a library that it needs is not in the image');
  if (error.endsWith('no such file or directory') && program.interpreter !== null) {
    return program.format === 'script'
      ? l10n.t('it is a script for {0}, which is not in the image', code(program.interpreter))
      : l10n.t('its loader {0} is not in the image', code(program.interpreter));
  }
  return undefined;
}
