import { say } from '../../text/say';
import { reference, type TextRow } from './textRow';

/** A row for the mount types that take the option. */
export interface MountOptionText extends TextRow {
  readonly types: readonly MountType[];
  /** Other spellings. */
  readonly aliases?: readonly string[];
}

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

const bind = reference('RUN --mount=type=bind');
const cache = reference('RUN --mount=type=cache');
const tmpfs = reference('RUN --mount=type=tmpfs');
const secret = reference('RUN --mount=type=secret');
const ssh = reference('RUN --mount=type=ssh');

/** The values of `type=` of RUN --mount. */
export const mountTypeTexts: readonly TextRow[] = [
  {
    name: 'bind',
    text: say`Shows files of the build context, a stage or an image to this RUN without copying them. Read-only unless \`rw\`; what is written is thrown away. The default type.`,
    source: bind,
  },
  {
    name: 'cache',
    text: say`A directory of the builder that outlives the build, for caches of compilers and package managers. It is not part of the image, and may be empty at any time.`,
    source: cache,
  },
  { name: 'tmpfs', text: say`An empty file system in memory, for this RUN only.`, source: tmpfs },
  {
    name: 'secret',
    text: say`A secret given to the build with \`--secret\`, as a file or an environment variable of this RUN only. It is neither in the image nor in the build cache.`,
    source: secret,
  },
  {
    name: 'ssh',
    text: say`The SSH agent or key given to the build with \`--ssh\`, for this RUN only: git and go can fetch private modules, and no key is in the image.`,
    source: ssh,
  },
];

/** The options of RUN --mount, by type where they differ. Source: the tables of the Dockerfile reference; parseMount of BuildKit. */
export const mountOptionTexts: readonly MountOptionText[] = [
  {
    name: 'type',
    types: ['bind', 'cache', 'tmpfs', 'secret', 'ssh'],
    text: say`The kind of mount. \`bind\` if left out.`,
    values: mountTypeTexts,
    source: reference('RUN --mount'),
  },
  {
    name: 'target',
    aliases: ['dst', 'destination'],
    types: ['bind', 'cache', 'tmpfs'],
    text: say`Where the mount is seen. A relative path starts at the working directory.`,
    source: reference('RUN --mount'),
  },
  {
    name: 'target',
    aliases: ['dst', 'destination'],
    types: ['secret'],
    text: say`The file that holds the secret. Without it and without \`env\`: \`/run/secrets/\` and the id.`,
    source: secret,
  },
  {
    name: 'target',
    aliases: ['dst', 'destination'],
    types: ['ssh'],
    text: say`The socket of the agent. Without it \`/run/buildkit/ssh_agent.N\`. SSH_AUTH_SOCK names the first one.`,
    source: ssh,
  },
  {
    name: 'source',
    aliases: ['src'],
    types: ['bind'],
    text: say`The path within what \`from\` names; its root if left out.`,
    source: bind,
  },
  {
    name: 'source',
    aliases: ['src'],
    types: ['cache'],
    text: say`The folder within what \`from\` names that a new cache starts with; its root if left out.`,
    source: cache,
  },
  {
    name: 'source',
    aliases: ['src'],
    types: ['secret'],
    text: say`Another spelling of \`id\`.`,
    source: secret,
  },
  {
    name: 'from',
    types: ['bind'],
    text: say`The stage, image or named context whose files are mounted; the build context if left out. Variables are not expanded in it.`,
    source: bind,
  },
  {
    name: 'from',
    types: ['cache'],
    text: say`The stage, image or named context that a new cache starts with; empty if left out. Variables are not expanded in it.`,
    source: cache,
  },
  {
    name: 'rw',
    aliases: ['readwrite'],
    types: ['bind'],
    text: say`Lets the command write into the mount. What it writes is thrown away when the RUN ends.`,
    source: bind,
  },
  {
    name: 'rw',
    aliases: ['readwrite'],
    types: ['cache', 'tmpfs'],
    text: say`The command can write into the mount, which is so by default.`,
    source: reference('RUN --mount'),
  },
  {
    name: 'ro',
    aliases: ['readonly'],
    types: ['cache'],
    text: say`The command cannot write into the cache.`,
    source: cache,
  },
  {
    name: 'ro',
    aliases: ['readonly'],
    types: ['bind'],
    text: say`The command cannot write into the mount, which is so by default.`,
    source: bind,
  },
  {
    name: 'id',
    types: ['cache'],
    text: say`The name of the cache. Mounts with the same id share one cache, in all Dockerfiles that the builder builds. The target path if left out.`,
    source: cache,
  },
  {
    name: 'id',
    types: ['secret'],
    text: say`The name that \`docker build --secret id=…\` gives the secret. The last part of the target path if left out.`,
    source: secret,
  },
  {
    name: 'id',
    types: ['ssh'],
    text: say`The name that \`docker build --ssh\` gives the agent or key; \`default\` if left out.`,
    source: ssh,
  },
  {
    name: 'sharing',
    types: ['cache'],
    text: say`What happens if several builds use the cache at once; \`shared\` if left out.`,
    values: [
      { name: 'shared', text: say`All write at the same time. Right for the caches of go, which locks them itself.` },
      { name: 'private', text: say`The second writer gets a cache of its own.` },
      { name: 'locked', text: say`The second writer waits until the first is done. Right for apt.` },
    ],
    source: cache,
  },
  {
    name: 'mode',
    types: ['cache'],
    text: say`The file mode of a new cache directory, octal; \`0755\` if left out.`,
    source: cache,
  },
  {
    name: 'mode',
    types: ['secret'],
    text: say`The file mode of the secret, octal; \`0400\` if left out.`,
    source: secret,
  },
  { name: 'mode', types: ['ssh'], text: say`The file mode of the socket, octal; \`0600\` if left out.`, source: ssh },
  {
    name: 'uid',
    types: ['cache'],
    text: say`The number of the user who owns a new cache directory; 0 (root) if left out. A build that runs as another user needs its own number here.`,
    source: cache,
  },
  {
    name: 'uid',
    types: ['secret'],
    text: say`The number of the user who owns the secret file; 0 (root) if left out.`,
    source: secret,
  },
  {
    name: 'uid',
    types: ['ssh'],
    text: say`The number of the user who owns the socket; 0 (root) if left out.`,
    source: ssh,
  },
  {
    name: 'gid',
    types: ['cache'],
    text: say`The number of the group of a new cache directory; 0 if left out.`,
    source: cache,
  },
  {
    name: 'gid',
    types: ['secret'],
    text: say`The number of the group of the secret file; 0 if left out.`,
    source: secret,
  },
  { name: 'gid', types: ['ssh'], text: say`The number of the group of the socket; 0 if left out.`, source: ssh },
  {
    name: 'required',
    types: ['secret'],
    text: say`Whether the build fails if the secret is not given. Without it the secret is just not there.`,
    source: secret,
  },
  {
    name: 'required',
    types: ['ssh'],
    text: say`Whether the build fails if no agent or key is given. Without it the socket is just not there.`,
    source: ssh,
  },
  {
    name: 'env',
    types: ['secret'],
    text: say`The environment variable that holds the secret, instead of a file; with \`target\` both are there (Dockerfile 1.10).`,
    source: secret,
  },
  {
    name: 'size',
    types: ['tmpfs'],
    text: say`The most that the file system may hold: \`512m\`.`,
    source: tmpfs,
  },
];

/** The text of an option, by any of its spellings, in a mount of that type; undefined if the type does not take it. */
export function mountOptionText(type: string, option: string): MountOptionText | undefined {
  return mountOptionTexts.find(
    ({ name, aliases = [], types }) =>
      (name === option || aliases.includes(option)) && types.some((each) => each === type),
  );
}
