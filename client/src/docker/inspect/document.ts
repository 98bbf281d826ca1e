import { l10n } from 'vscode';
import { code, sizeText, table } from '../markdown';
import { fieldNames, formatNames, startReason, typeNames, valueText } from './words';
import type { ComparisonRow, InspectedImage, InspectedProgram, Inspection } from './inspection';

/** Where the Dockerfile is that was compared with. */
export interface ComparedFile {
  readonly name: string;
  /** What a link to one of its lines, from 1, leads to, as Markdown takes it; undefined: there can be none. */
  readonly linkTo: (line: number) => string | undefined;
}

/** More rows of a table hide what stands below; the JSON has all. */
const mostRows = 500;

/** The document that shows what was found: Markdown in which all text of others is code. */
export function inspectionDocument(inspection: Inspection, file: ComparedFile | undefined): string {
  const { subject, image, program, comparison } = inspection;
  const platform = image?.platform ?? '';
  return [
    `# ${code(subject)}${platform === '' ? '' : ` (${code(platform)})`}`,
    ...(comparison && file ? comparisonParts(comparison.rows, file) : []),
    ...(program ? programParts(program) : [l10n.t('The image starts no program that could be looked into.')]),
    ...(image ? imageParts(image, program) : []),
    '',
  ].join('\n\n');
}

/** What is to be said of it in one sentence, and whether it is something to look after. */
export function summaryOf({ program, comparison, image, subject }: Inspection): {
  readonly says: string;
  readonly isFine: boolean;
} {
  if (!program?.go) {
    const says =
      image && program?.format === 'script'
        ? l10n.t(
            '{0} starts a script, so no Go program was looked into. Look into the program that it starts by its file.',
            subject,
          )
        : l10n.t(
            'In {0} no Go program was found that it starts. Check ENTRYPOINT and CMD, or look into the file of the program.',
            subject,
          );
    return { says, isFine: false };
  }
  const differing = (comparison?.rows ?? []).filter(({ result }) => result === 'differs');
  if (!comparison) return { says: l10n.t('{0} was looked into.', subject), isFine: true };
  if (differing.length === 0)
    return { says: l10n.t('{0} is what the analysis of its Dockerfile says.', subject), isFine: true };
  const names = differing.map(({ field }) => fieldNames[field]()).join(', ');
  return comparison.differs
    ? { says: l10n.t('{0} is not what the analysis of its Dockerfile says: {1}.', subject, names), isFine: false }
    : {
        says: l10n.t('{0} is not in all what the analysis of its Dockerfile presumes: {1}.', subject, names),
        isFine: true,
      };
}

const order: Readonly<Record<ComparisonRow['result'], number>> = { differs: 0, open: 1, same: 2 };

function comparisonParts(rows: readonly ComparisonRow[], { name, linkTo }: ComparedFile): readonly string[] {
  const sorted = [...rows].sort((a, b) => order[a.result] - order[b.result]);
  const differing = sorted.filter(({ result }) => result === 'differs');
  const place = (line: number | null): string => {
    if (line === null) return '';
    const target = linkTo(line);
    const words = l10n.t('line {0}', line);
    return target === undefined ? words : `[${words}](${target})`;
  };
  const results: Readonly<Record<ComparisonRow['result'], string>> = {
    differs: l10n.t('**✗ differs**'),
    open: l10n.t('open'),
    same: l10n.t('✓ as predicted'),
  };
  const certainties: Readonly<Record<ComparisonRow['certainty'], string>> = {
    known: l10n.t('known'),
    presumed: l10n.t('presumed'),
    unknown: '',
  };
  const sentences = differing.map((row) => {
    const values = [fieldNames[row.field](), valueOf(row, row.predicted), valueOf(row, row.real)] as const;
    const says =
      row.certainty === 'presumed'
        ? l10n.t('{0}: presumed was {1}, it is {2}.', ...values)
        : l10n.t('{0}: predicted was {1}, it is {2}.', ...values);
    const where = place(row.line);
    return `- ${says}${where === '' ? '' : ` (${where})`}`;
  });
  return [
    `## ${l10n.t('Prediction and reality')}`,
    differing.length === 0
      ? l10n.t('Nothing differs from what the analysis of {0} says.', code(name))
      : l10n.t('This differs from what the analysis of {0} says:', code(name)),
    ...(sentences.length > 0 ? [sentences.join('\n')] : []),
    table(
      ['', l10n.t('Predicted'), l10n.t('Certainty'), l10n.t('Really'), l10n.t('Result'), l10n.t('Because of')],
      sorted.map((row) => [
        fieldNames[row.field](),
        row.predicted === null ? l10n.t('not known') : valueText(row.field, row.predicted),
        certainties[row.certainty],
        row.real === null ? l10n.t('cannot be seen') : valueText(row.field, row.real),
        results[row.result],
        place(row.line),
      ]),
    ),
  ];
}

function valueOf({ field }: ComparisonRow, value: string | null): string {
  return value === null ? l10n.t('not known') : valueText(field, value);
}

function programParts(program: InspectedProgram): readonly string[] {
  const { go } = program;
  const dependencies = go?.dependencies ?? [];
  const settings = Object.entries(go?.settings ?? {});
  return [
    `## ${l10n.t('Program')}`,
    properties(programRows(program)),
    ...(dependencies.length === 0
      ? []
      : [
          `## ${l10n.t('Modules')}`,
          limited(
            [l10n.t('Module'), l10n.t('Version'), l10n.t('Replaced by')],
            dependencies.map(({ path, version, replacedBy }) => [
              code(path),
              code(version),
              replacedBy ? code(`${replacedBy.path} ${replacedBy.version}`) : '',
            ]),
          ),
        ]),
    ...(settings.length === 0
      ? []
      : [
          `## ${l10n.t('Build settings')}`,
          limited(
            [l10n.t('Setting'), l10n.t('Value')],
            settings.map(([name, value]) => [code(name), code(value)]),
          ),
        ]),
  ];
}

/** A name and a value; null: it is not shown. */
type Property = readonly [name: string, value: string | null];

function programRows(program: InspectedProgram): readonly Property[] {
  const { go, goos, goarch, variant, linkage, interpreter, format, type } = program;
  const isDynamic = linkage === 'dynamic';
  const platform = `${goos ?? '?'}/${goarch ?? '?'}${variant === null ? '' : ` (${variant})`}`;
  return [
    [l10n.t('Path'), code(program.path)],
    [l10n.t('Size'), sizeText(program.size)],
    [l10n.t('Format'), type === null ? formatNames[format]() : `${formatNames[format]()}, ${typeNames[type]()}`],
    [l10n.t('Complete'), program.truncated ? l10n.t('**no: the file ends before what its headers name**') : null],
    [l10n.t('Platform'), goos === null && goarch === null ? null : code(platform)],
    [l10n.t('Linkage'), linkage && valueText('linkage', linkage)],
    [l10n.t('Loader'), interpreter && code(interpreter)],
    [l10n.t('C library'), isDynamic ? (program.libc ?? l10n.t('not known')) : null],
    [l10n.t('Needed libraries'), isDynamic ? program.needed.map(code).join(', ') || l10n.t('none') : null],
    [l10n.t('Highest version of glibc needed'), program.glibc && code(program.glibc)],
    [l10n.t('Looks for libraries in'), program.runPath && code(program.runPath)],
    [l10n.t('Symbol table'), yesNo(program.stripped === null ? null : !program.stripped, l10n.t('no: it is stripped'))],
    [l10n.t('Debug information (DWARF)'), yesNo(program.dwarf)],
    [l10n.t('Go version'), go ? code(go.goVersion) : l10n.t('no Go program, or one without build information')],
    [l10n.t('Main module'), go?.main ? code(`${go.main.path} ${go.main.version}`) : null],
    [l10n.t('Package'), go?.package && go.package !== go.main?.path ? code(go.package) : null],
    [l10n.t('cgo'), program.cgo === null ? null : valueText('cgo', program.cgo ? 'on' : 'off')],
    [l10n.t('Race detector'), yesNo(program.race)],
  ];
}

function imageParts(image: InspectedImage, program: InspectedProgram | null): readonly string[] {
  const { start, users } = image;
  const others = image.platforms.filter((platform) => platform !== image.platform);
  const starts: Readonly<Record<typeof start.outcome, string>> = {
    runs: l10n.t('nothing in its files speaks against it'),
    'fails-to-start': l10n.t('**✗ the program does not start**'),
    unknown: l10n.t('cannot be told from its files'),
  };
  const reason = startReason(image, program);
  const rows: readonly Property[] = [
    [l10n.t('Start'), reason === undefined ? starts[start.outcome] : `${starts[start.outcome]}: ${reason}`],
    [l10n.t('Error'), start.error && code(start.error)],
    ['ENTRYPOINT', image.entrypoint.length > 0 ? code(JSON.stringify(image.entrypoint)) : l10n.t('none')],
    ['CMD', image.cmd.length > 0 ? code(JSON.stringify(image.cmd)) : l10n.t('none')],
    [l10n.t('Started through'), image.through.length > 0 ? image.through.map(code).join(', ') : null],
    ['WORKDIR', code(image.workdir)],
    ['USER', image.user === '' ? l10n.t('{0}, as none is named', '`root`') : code(image.user)],
    [l10n.t('Users'), users === null ? l10n.t('there is no {0}', '`/etc/passwd`') : users.map(code).join(', ')],
    [l10n.t('CA certificates'), image.caCertificates === null ? l10n.t('none') : code(image.caCertificates)],
    [l10n.t('Time zones'), image.timeZones === null ? l10n.t('none') : code(image.timeZones)],
    ['glibc', image.glibc && code(image.glibc)],
    [l10n.t('Other platforms'), others.length > 0 ? others.map(code).join(', ') : null],
  ];
  const layers = image.layers.map((layer) => [
    sizeText(layer.size),
    sizeText(layer.unpackedSize),
    String(layer.files),
    code(layer.instruction ?? ''),
  ]);
  const sizes = l10n.t('In all {0}, unpacked {1}.', sizeText(image.size), sizeText(image.unpackedSize));
  return [
    `## ${l10n.t('Image')}`,
    properties(rows),
    `## ${l10n.t('Layers')}`,
    sizes,
    limited([l10n.t('Size'), l10n.t('Unpacked'), l10n.t('Files'), l10n.t('Instruction')], layers),
  ];
}

function yesNo(value: boolean | null, no = l10n.t('no')): string | null {
  return value === null ? null : value ? l10n.t('yes') : no;
}

function properties(rows: readonly Property[]): string {
  return table(
    ['', ''],
    rows.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])),
  );
}

function limited(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = table(head, rows.slice(0, mostRows));
  const more = rows.length - mostRows;
  return more > 0 ? `${shown}\n\n${l10n.t('{0} more are in the JSON.', more)}` : shown;
}
