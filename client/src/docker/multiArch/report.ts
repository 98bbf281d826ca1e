import { l10n } from 'vscode';
import { code, sizeText, table } from '../markdown';
import type { ManifestList } from './manifestList';
import { isSamePlatform } from './platforms';
import type { Verified } from './verify';

/** What was built, for the document that shows it. */
export interface Built {
  /** Names of the image, or the place of files. */
  readonly names: readonly string[];
  readonly list: ManifestList;
  readonly verified: readonly Verified[];
  /** How the list is shown on a command line. */
  readonly command: string;
  /** Exactly as it is kept; undefined if it was put together. */
  readonly raw: string | undefined;
}

/** A document in Markdown: what the name stands for, platform by platform. */
export function reportText({ names, list, verified, command, raw }: Built): string {
  const [first = ''] = names;
  const rows = list.images.map(({ platform, digest, manifestSize, imageSize }) => [
    platform === '' ? l10n.t('as built') : platform,
    sizeText(manifestSize),
    sizeText(imageSize),
    programText(verified.find((other) => platform === '' || isSamePlatform(other.platform, platform))),
    // The widest of them would push the others out of a narrow window.
    `\`${digest}\``,
  ]);
  const more =
    list.attestations > 0
      ? [l10n.t('{0} more manifests describe how the images were built (provenance).', list.attestations), '']
      : [];
  return [
    `# ${first}`,
    '',
    ...(names.length > 1
      ? [
          l10n.t(
            'Also {0}.',
            names
              .slice(1)
              .map((name) => `\`${name}\``)
              .join(', '),
          ),
          '',
        ]
      : []),
    ...(list.digest === '' ? [] : [l10n.t('The list of manifests is `{0}`.', list.digest), '']),
    table([l10n.t('Platform'), l10n.t('Manifest'), l10n.t('Image'), l10n.t('Program'), l10n.t('Digest')], rows),
    '',
    ...more,
    ...(raw === undefined ? [] : [`\`${command}\``, '', '```json', raw.trim(), '```', '']),
  ].join('\n');
}

/** Of files, where there is no manifest. */
export interface BuiltFiles {
  readonly folder: string;
  /** Paths relative to the folder, with sizes in bytes. */
  readonly files: readonly {
    readonly platform: string;
    readonly path: string;
    readonly size: number;
    readonly verified: Verified | undefined;
  }[];
}

export function filesText({ folder, files }: BuiltFiles): string {
  return [
    `# ${folder}`,
    '',
    table(
      [l10n.t('Platform'), l10n.t('File'), l10n.t('Size'), l10n.t('Program')],
      files.map(({ platform, path, size, verified }) => [platform, code(path), sizeText(size), programText(verified)]),
    ),
    '',
  ].join('\n');
}

function programText(verified: Verified | undefined): string {
  if (!verified) return '';
  const { outcome, says } = verified;
  if (outcome === 'unknown') return l10n.t('not looked into: {0}', code(says));
  return outcome === 'right' ? `✓ ${says}` : l10n.t('**✗ it is for {0}**', says);
}
