import { isSettled, valueOf } from '../../facts/fact';
import { buildAt } from '../../model/buildAt';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { artifactsIn, asTree, resolvePath } from '../../model/files';
import type { StartedProgram } from '../../model/startOutcome';
import type { SourceTree } from '../../workspace/sourceTree';

/** Files and folders that a program commonly reads from where it is started, and that hold no Go sources. */
const assets =
  /^(?:templates?|tmpl|views|layouts|static|public|assets|html|www|migrations|config|configs|conf|locales?|i18n|translations|(?:app|config)\.(?:ya?ml|json|toml|ini))$/i;

/** What a module consists of, and what stands beside it for people and tools. */
const sources =
  /(?:\.(?:go|mod|sum|work|md|rst|proto|s|c|cc|cpp|h|hpp|sh|mk|graphql|lock)|(?:^|[._-])(?:dockerfile|makefile|license|licence|readme|notice|changelog|taskfile)(?:\..*)?|compose.*\.ya?ml|\.(?:git|docker|editor|golangci).*)$|^(?:vendor|testdata|docs?|\.github|\.git|\.vscode|\.idea|LICENSE|VERSION)$/i;

/** Folders that surely hold sources. */
const sourceFolders = /^(?:cmd|internal|pkg|vendor|api|src|go\.(?:mod|sum|work)(?:\.sum)?|main\.go|.*\.go)$/;

/**
 * Files of the build context beside the program that are to come along.
 * @returns whether these are all that there are; undefined if a COPY puts something where it cannot be told from what the
 *   base image has there
 */
export function filesBeside(
  model: BuildModel,
  target: Stage,
  steps: readonly Step[],
  program: StartedProgram,
): { readonly paths: readonly string[]; readonly complete: boolean } | undefined {
  const workdir = valueOf(target.workdir) ?? '/';
  const paths = new Set<string>();
  let complete = model.contextKnown;
  for (const { copy } of steps) {
    if (copy?.from.kind !== 'context') continue;
    if (!isSettled(copy.destination)) return undefined;
    const destination = copy.destination.value.replace(/\/$/, '') || '/';
    for (const { path } of copy.sources) {
      const source = valueOf(path)?.replace(/^\.?\/|\/$/g, '');
      if (source === undefined) return undefined;
      const name = source.slice(source.lastIndexOf('/') + 1);
      if (source === '' || source === '.' || /[*?[]/.test(source)) {
        if (destination !== workdir) complete = false;
        continue;
      }
      if (sourceFolders.test(name) || sources.test(name)) continue;
      if (`${destination}/`.startsWith(`${workdir}/`) || workdir === '/') {
        if (assets.test(name) && destination !== workdir) paths.add(destination);
        else if (!assets.test(name)) complete = false;
      } else if (!systemFolders.has(destination)) paths.add(destination);
      else return undefined;
    }
  }
  const tree = asTree(target.files);
  const embedded = new Set(
    (program.output?.program?.packages ?? []).flatMap(({ directory, embeds }) =>
      embeds.map(({ pattern }) => resolvePath(directory, (pattern.replace(/^all:/, '').split('/')[0] ?? '').trim())),
    ),
  );
  const listed = tree.list(workdir);
  if (!listed) complete = false;
  for (const name of listed ?? []) {
    const path = resolvePath(workdir, name);
    if (embedded.has(path) || sources.test(name) || path === program.path || isSourceFolder(tree, path, 0)) continue;
    if (isProgram(target, path)) continue;
    if (assets.test(name)) paths.add(path);
    else complete = false;
  }
  return { paths: [...paths].sort(), complete };
}

/** Other programs of the module that the stage has, such as one for migrations; not tools that it installs. */
export function programsBeside(model: BuildModel, target: Stage, program: StartedProgram): readonly string[] {
  return artifactsIn(target.files)
    .filter(({ path, artifact }) => {
      const build = buildAt(model, artifact.build);
      if (path === program.path || build?.outputs[artifact.output]?.kind !== 'program') return false;
      return build.index >= 0 && build.go.args.every(({ value }) => valueOf(value)?.includes('@') === false);
    })
    .map(({ path }) => path)
    .sort();
}

function isProgram(target: Stage, path: string): boolean {
  return artifactsIn(target.files).some((artifact) => artifact.path === path || artifact.path.startsWith(`${path}/`));
}

/** Folders that every system has: what is copied into one cannot be told from what was there. */
const systemFolders: ReadonlySet<string> = new Set(
  (
    '/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib ' +
    '/usr/local /usr/local/bin /usr/local/lib /usr/local/share /usr/share /var /var/lib /go /go/bin /go/src'
  ).split(' '),
);

/** Whether a folder holds sources and nothing that is not seen to be one. */
function isSourceFolder(tree: SourceTree, path: string, depth: number): boolean {
  if (tree.kind(path) !== 'directory' || depth > 4) return false;
  const names = tree.list(path);
  if (!names || names.length > 200) return false;
  return names.every((name) => sources.test(name) || isSourceFolder(tree, resolvePath(path, name), depth + 1));
}
