import { valueOf } from '../../facts/fact';
import { buildAt } from '../../model/buildAt';
import type { BuildModel, Stage } from '../../model/buildModel';
import { absolute, artifactsIn, listDirectory, lookUp, type Files } from '../../model/files';
import { describeLinkage } from '../wording';
import { say } from '../../text/say';
import type { InstructionPlace } from './context';
import type { Draft, Proposal } from './item';
import type { Place } from './place';

const pathRest = /^[^\s"',\]]*/;

/** Sources and destination of COPY --from=stage. */
export function copyProposal(
  place: Place,
  { flags }: InstructionPlace,
  { words, typed, offset }: { readonly words: readonly string[]; readonly typed: string; readonly offset: number },
): Proposal | undefined {
  const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  const source = from === undefined ? undefined : stageNamed(place, from.replace(/^(["'])(.*)\1$/, '$2'));
  if (!source || /["'$*?]/.test(typed)) return undefined;
  const drafts =
    words.length > 0 && !hasDestinationBehind(place, offset)
      ? [...destinationDrafts(words), ...(place.files ? folderDrafts(place.files, typed) : [])]
      : [
          ...artifactDrafts(place.model, source.files),
          ...knownDrafts(source),
          ...folderDrafts(source.files, typed),
        ].filter(({ label }) => !words.includes(label));
  const fitting = unique(drafts).filter(({ label }) => label.startsWith(typed));
  return fitting.length === 0 ? undefined : { typed, rest: pathRest, drafts: fitting };
}

/** Whether the word at the offset is one more source: the last word is the destination. */
function hasDestinationBehind({ step }: Place, offset: number): boolean {
  const instruction = step?.instruction;
  const isCopy = instruction?.kind === 'COPY' || instruction?.kind === 'ADD';
  return isCopy && instruction.destination !== undefined && instruction.destination.span.start > offset;
}

/** A stage above this one, by name or number. */
function stageNamed({ model, stage }: Place, name: string): Stage | undefined {
  const above = model.stages.slice(0, stage?.index ?? 0);
  const byName = above.findLast((other) => other.name === name.toLowerCase());
  return byName ?? (/^\d+$/.test(name) ? above[Number(name)] : undefined);
}

/** The programs in the image, for ENTRYPOINT and CMD. */
export function programDrafts({ model, files }: Place): readonly Draft[] {
  return files ? artifactDrafts(model, files) : [];
}

function artifactDrafts(model: BuildModel, files: Files): readonly Draft[] {
  return artifactsIn(files).flatMap(({ path, artifact }): Draft[] => {
    const build = buildAt(model, artifact.build);
    const output = build?.outputs[artifact.output];
    if (!build || output?.kind !== 'program') return [];
    return [
      {
        label: path,
        kind: 'path',
        detail: describeLinkage(build),
        documentation: () => {
          const written = model.dockerfile.text.slice(build.command.span.start, build.command.span.end);
          return [say`Written by`, '', ...written.split('\n').map((line) => `    ${line}`)].join('\n');
        },
      },
    ];
  });
}

/** Files that programs need and that images for static programs lack. */
function knownDrafts({ image, files }: Stage): readonly Draft[] {
  const isThere = (path: string): boolean => lookUp(files, path).state !== 'absent';
  const row = (label: string, detail: string, says: string): Draft => ({
    label,
    kind: 'path',
    detail,
    documentation: () => says,
  });
  return [
    ...(valueOf(image.caCertificates) === true && isThere('/etc/ssl/certs/ca-certificates.crt')
      ? [
          row(
            '/etc/ssl/certs/ca-certificates.crt',
            say`CA certificates`,
            say`Needed for TLS connections to the outside. scratch has none; distroless images do.`,
          ),
        ]
      : []),
    ...(valueOf(image.timeZoneData) === true && isThere('/usr/share/zoneinfo')
      ? [
          row(
            '/usr/share/zoneinfo',
            say`time zone data`,
            say`Needed by time.LoadLocation, unless the tag timetzdata compiles it in.`,
          ),
        ]
      : []),
    ...(image.distribution !== 'none' && isThere('/etc/passwd')
      ? [row('/etc/passwd', say`users`, say`Lets USER name a user that this stage has.`)]
      : []),
  ];
}

/** What is in the folder that is typed, as far as it is known. */
function folderDrafts(files: Files, typed: string): readonly Draft[] {
  if (!typed.startsWith('/')) return [];
  const folder = absolute(typed.slice(0, typed.lastIndexOf('/') + 1));
  const { names } = listDirectory(files, folder);
  return names
    .toSorted()
    .filter((name) => !name.startsWith('.') && !/\s/.test(name))
    .slice(0, 100)
    .map((name) => ({ label: folder === '/' ? `/${name}` : `${folder}/${name}`, kind: 'path' }));
}

/** Where people put what they copy: to the same path, or to the usual place for programs. */
function destinationDrafts(words: readonly string[]): readonly Draft[] {
  const [source = ''] = words.slice(-1);
  const name = source.replace(/\/$/, '').split('/').at(-1) ?? '';
  if (name === '' || /[$*?"']/.test(source)) return [];
  if (words.length > 1) return [];
  const same = source.startsWith('/') ? [{ label: source, kind: 'path' as const, detail: say`the same path` }] : [];
  const isSystem = /^\/(?:etc|usr\/share)\//.test(source);
  const others = isSystem ? [] : [`/${name}`, `/usr/local/bin/${name}`];
  return [...same, ...others.map((label) => ({ label, kind: 'path' as const, detail: say`destination` }))];
}

function unique(drafts: readonly Draft[]): readonly Draft[] {
  const seen = new Set<string>();
  return drafts.filter(({ label }) => !seen.has(label) && seen.add(label));
}
