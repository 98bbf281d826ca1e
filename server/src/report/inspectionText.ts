import { goVersion, startWords } from '../inspect/compare';
import type { Comparison, ComparedField, InspectedImage, InspectedProgram, Inspection } from '../inspect/inspection';
import { libcOfLoader } from '../inspect/machines';

/** What was found, for people: a table of the program, one of the image, and the comparison. */
export function inspectionText({ subject, program, image, comparison }: Inspection): string {
  const lines = [subject, ''];
  if (program) lines.push(...programLines(program));
  else lines.push('Program      none that could be looked into');
  if (image) lines.push('', ...imageLines(image));
  if (comparison) lines.push('', ...comparisonLines(comparison));
  return `${lines.join('\n')}\n`;
}

function line(name: string, value: string): string {
  return `${name.padEnd(12)} ${value}`;
}

const formats: Readonly<Record<InspectedProgram['format'], string>> = {
  elf: 'ELF',
  pe: 'Windows program (PE)',
  'mach-o': 'macOS program (Mach-O)',
  'mach-o-fat': 'macOS universal binary (Mach-O)',
  wasm: 'WebAssembly module',
  archive: 'archive of object files (ar)',
  script: 'script',
  empty: 'empty file',
  other: 'format not known',
};

const types: Readonly<Record<NonNullable<InspectedProgram['type']>, string>> = {
  executable: 'executable',
  pie: 'position-independent executable',
  'shared-library': 'shared library',
  relocatable: 'object file',
  core: 'core dump',
};

function programLines(program: InspectedProgram): readonly string[] {
  const { go } = program;
  const variant = program.variant === null ? '' : ` (${program.variant})`;
  const kind = program.type === null ? formats[program.format] : `${formats[program.format]} ${types[program.type]}`;
  const lines = [
    line('Program', `${program.path}  ${formatSize(program.size)}`),
    line('Format', `${kind}${program.truncated ? ', cut off: the file ends before what its headers name' : ''}`),
  ];
  if (program.format === 'script') lines.push(line('Interpreter', program.interpreter ?? ''));
  if (program.goos !== null || program.goarch !== null)
    lines.push(line('Platform', `${program.goos ?? '?'}/${program.goarch ?? '?'}${variant}`));
  if (program.linkage !== null) lines.push(line('Linkage', linkageText(program)));
  if (program.linkage === 'dynamic') {
    const least = program.glibc === null ? '' : `, ${program.glibc} or newer`;
    lines.push(line('C library', program.libc === null ? 'not known' : `${program.libc}${least}`));
    lines.push(line('Needs', program.needed.join(', ') || 'no library'));
  }
  if (program.stripped !== null) {
    const symbols = program.stripped ? 'stripped' : 'symbol table';
    lines.push(line('Symbols', `${symbols}, ${program.dwarf ? 'debug information' : 'no debug information'}`));
  }
  if (!go)
    return program.format === 'elf'
      ? [...lines, line('Go', 'not a Go program, or one without build information')]
      : lines;
  const extra = [
    program.cgo === null ? [] : [`cgo ${program.cgo ? 'on' : 'off'}`],
    program.race ? ['race detector'] : [],
  ].flat();
  lines.push(line('Go', [goVersion(go.goVersion), ...extra].join(', ')));
  if (go.main) lines.push(line('Module', `${go.main.path} ${go.main.version}`.trim()));
  if (go.package !== null && go.package !== go.main?.path) lines.push(line('Package', go.package));
  for (const [index, { path, version, replacedBy }] of go.dependencies.entries()) {
    const replaced = replacedBy ? ` => ${replacedBy.path} ${replacedBy.version}`.trimEnd() : '';
    lines.push(line(index === 0 ? 'Modules' : '', `${path} ${version}${replaced}`));
  }
  for (const [index, [name, value]] of Object.entries(go.settings).entries())
    lines.push(line(index === 0 ? 'Settings' : '', cut(`${name}=${value}`)));
  return lines;
}

function linkageText({ linkage, interpreter }: InspectedProgram): string {
  if (linkage !== 'dynamic') return 'static';
  if (interpreter === null) return 'dynamic';
  return `dynamic, loader ${interpreter}${libcOfLoader(interpreter) ? '' : ' (not a known one)'}`;
}

const outcomes: Readonly<Record<InspectedImage['start']['outcome'], string>> = {
  runs: 'nothing speaks against it',
  'fails-to-start': 'does not start',
  unknown: 'cannot be told',
};

function imageLines(image: InspectedImage): readonly string[] {
  const { start, users } = image;
  const words = startWords(image);
  const through = image.through.length > 0 ? `  through ${image.through.join(', ')}` : '';
  const others = image.platforms.filter((platform) => platform !== image.platform);
  const lines = [
    line('Image', `${image.platform}${others.length > 0 ? `  (also ${others.join(', ')})` : ''}`),
    line('Starts', `${words.length === 0 ? 'nothing' : JSON.stringify(words)}${through}`),
    line('Start', `${outcomes[start.outcome]}: ${start.because}`),
  ];
  if (start.error !== null) lines.push(line('', start.error));
  lines.push(line('User', image.user === '' ? 'root' : image.user));
  lines.push(line('Users', users === null ? 'no /etc/passwd' : users.join(', ')));
  lines.push(line('CA', image.caCertificates ?? 'none'));
  lines.push(line('Time zones', image.timeZones ?? 'none'));
  if (image.glibc !== null) lines.push(line('glibc', image.glibc));
  lines.push('', `Layers       ${formatSize(image.size)}, unpacked ${formatSize(image.unpackedSize)}`);
  for (const layer of image.layers) {
    const sizes = `${formatSize(layer.size).padStart(9)} ${formatSize(layer.unpackedSize).padStart(9)}`;
    lines.push(`  ${sizes}  ${cut(layer.instruction ?? '?')}`);
  }
  return lines;
}

function cut(text: string): string {
  const [first = ''] = text.replace(/\s+/g, ' ').split('\n');
  return first.length > 80 ? `${first.slice(0, 77)}...` : first;
}

const fields: Readonly<Record<ComparedField, string>> = {
  entrypoint: 'starts',
  program: 'program',
  goos: 'GOOS',
  goarch: 'GOARCH',
  goVersion: 'Go',
  cgo: 'cgo',
  linkage: 'linkage',
  libc: 'C library',
  interpreter: 'loader',
  glibc: 'glibc',
  stripped: 'stripped',
  race: 'race',
  verdict: 'verdict',
};

function comparisonLines({ dockerfile, rows, differs }: Comparison): readonly string[] {
  const lines = [`Compared with what ${dockerfile} says`];
  for (const { field, predicted, real, result, certainty } of rows) {
    const presumed = certainty === 'presumed' ? ' (presumed)' : '';
    const expected = predicted === null ? 'not known' : `${predicted}${presumed}`;
    const told =
      result === 'same'
        ? expected
        : result === 'differs'
          ? `predicted ${expected}, really ${real ?? 'not known'}`
          : `predicted ${expected}, ${real === null ? 'cannot be seen' : `really ${real}`}`;
    lines.push(`  ${{ same: '=', differs: '!', open: '?' }[result]} ${fields[field].padEnd(10)} ${told}`);
  }
  const isOtherwise = rows.some(({ result }) => result === 'differs');
  lines.push(
    differs
      ? 'The prediction and what was built differ.'
      : isOtherwise
        ? 'What was known holds; not all that was presumed does.'
        : 'The prediction holds.',
  );
  return lines;
}

/** `14.2 MB`: as docker counts, in powers of ten. */
function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
