import { l10n } from 'vscode';
import type { KnownFailure } from '../failures';

/** Why something could not be looked into, by what the command line says of it (server/src/host: engine.ts, inspectCommand.ts, readImage.ts). */
export const inspectFailures: readonly KnownFailure[] = [
  {
    id: 'permission',
    text: /^You may not use the engine/,
    says: () =>
      l10n.t(
        'You may not use the container engine: permission is denied on its socket. Join its group (docker), start VS Code again, and try again.',
      ),
    source: 'engine.ts',
  },
  {
    id: 'no-engine',
    text: /^No engine answers/,
    says: () => l10n.t('No container engine answers. Start it, or check DOCKER_HOST and the context, and try again.'),
    source: 'engine.ts',
  },
  {
    id: 'no-executable',
    text: /^There is no executable '([^']*)'/,
    says: ([, name = '']) =>
      l10n.t(
        'There is no program {0}. Install it, or name another one in the setting goDockerfile.docker.command.',
        name,
      ),
    source: 'engine.ts',
  },
  {
    id: 'no-image',
    text: /^There is no image '([^']*)'/,
    says: ([, name = '']) =>
      l10n.t('There is no image {0} in the engine, and no file of that name. Build or pull it, and try again.', name),
    source: 'engine.ts',
  },
  {
    id: 'no-platform-in-store',
    text: /^The image '([^']*)' is not there for (\S+)\. Build it/,
    says: ([, name = '', platform = '']) =>
      l10n.t('The image {0} is not there for {1}. Build or pull it for that platform.', name, platform),
    source: 'engine.ts',
  },
  {
    id: 'no-name',
    text: /^'([^']*)' is neither a file nor a name/,
    says: ([, name = '']) => l10n.t('{0} is neither a file nor a name that an image can have.', name),
    source: 'engine.ts',
  },
  {
    id: 'old-engine',
    text: /cannot save one platform of an image/,
    says: () =>
      l10n.t('This engine cannot give one platform of an image; Docker 28 can. Update it, or choose no platform.'),
    source: 'engine.ts',
  },
  {
    id: 'disk-full',
    text: /^The disk of /,
    says: () => l10n.t('The disk is full. Free some space, and try again.'),
    source: 'engine.ts, inspectCommand.ts',
  },
  {
    id: 'no-layout',
    text: /^(.*): (?:This folder is no OCI image layout|it holds no image)/,
    says: ([, path = '']) =>
      l10n.t(
        '{0} holds no image: neither index.json nor manifest.json is in it. Choose what docker save or --output type=oci has written, or a program.',
        path,
      ),
    source: 'inspectCommand.ts, readImage.ts',
  },
  {
    id: 'several',
    text: /^(.*): it holds several images/,
    says: ([, path = '']) => l10n.t('{0} holds several images. Save the one to look at alone.', path),
    source: 'readImage.ts',
  },
  {
    id: 'no-file',
    text: /^(.*): There is no such file or folder/,
    says: ([, path = '']) => l10n.t('There is no file or folder {0}.', path),
    source: 'inspectCommand.ts',
  },
  {
    id: 'no-program',
    text: /^(.*): This is (?:an empty file|no program)/,
    says: ([, path = '']) =>
      l10n.t('{0} is no program. Choose what go build has written, an image, or an archive of one.', path),
    source: 'inspectCommand.ts',
  },
  {
    id: 'cut-off',
    text: /^(.*): (?:The file|the archive) is cut off/,
    says: ([, path = '']) => l10n.t('{0} is cut off. Copy, build or save it again.', path),
    source: 'inspectCommand.ts, imageArchive.ts',
  },
  {
    id: 'no-archive',
    text: /^(.*): this is no tar archive/,
    says: ([, path = '']) =>
      l10n.t('{0} is no tar archive. Choose what docker save or --output type=oci has written, or a program.', path),
    source: 'imageArchive.ts',
  },
];

/** The sentence of the command line, without its own name. */
export function complaintOf(stderr: string): string {
  return stderr.trim().replace(/^go-dockerfile: /, '');
}

/** The platforms that an image has, if the one that was asked for is not among them; undefined for another complaint. */
export function otherPlatforms(complaint: string): readonly string[] | undefined {
  const [, platforms] = /: it has no image for \S+, but for (.+)\. Choose with --platform\.?$/.exec(complaint) ?? [];
  return platforms?.split(', ');
}
