import { defaultPath } from '../../facts/searchPath';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { lookUp, resolvePath } from '../../model/files';
import type { ExecutedCommand } from '../../shell/execution';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { chain } from '../fixes/images';
import { isInstgo } from '../fixes/instgo';
import { defineRule } from '../rule';

/** Directories of distributions that belong to root and that nobody else can write to. */
const ofRoot = /^\/(?:usr\/(?:local\/)?)?s?bin$/;

export const instgoNeedsWritableDirectory = defineRule({
  id: 'instgo-needs-writable-directory',
  title: 'instgo in a directory that the build cannot write to',
  severity: 'warning',
  fix: 'none',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('arms')) return;
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      const told = new Set<string>();
      for (const step of stage.steps) {
        for (const command of step.execution?.commands ?? []) {
          const [first] = command.argv;
          const path = first && isInstgo(first.value) ? placeOf(step, command) : undefined;
          const obstacle = path === undefined || told.has(path) ? undefined : obstacleAt(stage, step, path);
          if (!first || path === undefined || !obstacle || isGivenAway(model, stage, path)) continue;
          told.add(path);
          yield {
            span: first.span,
            certainty: 'presumed',
            message: say`instgo replaces itself by newer versions while it compiles, and ${obstacle.says}. This presumes that there is a newer one.`,
            ...(obstacle.related && { related: [obstacle.related] }),
          };
        }
      }
    }
  },
});

/** Where the instgo that a command calls stands; undefined if that cannot be told. */
function placeOf({ files, mounts }: Step, { argv, workdir, environment }: ExecutedCommand): string | undefined {
  const name = argv[0] && valueOf(argv[0].value);
  if (name === undefined) return undefined;
  const directory = valueOf(workdir);
  if (name.includes('/')) return directory === undefined ? undefined : resolvePath(directory, name);
  const set = environment.get('PATH')?.value;
  const path = set === undefined ? defaultPath : valueOf(set);
  const places = (path ?? '').split(':').map((folder) => resolvePath(folder || '/', name));
  return places.find(
    (place) => lookUp(files, place).state === 'entry' || mounts.some(({ target }) => valueOf(target) === place),
  );
}

interface Obstacle {
  readonly says: string;
  readonly related: { readonly span: Span; readonly message: string } | undefined;
}

function obstacleAt(stage: Stage, step: Step, path: string): Obstacle | undefined {
  const { files, mounts, user } = step;
  const mount = mounts.find(({ type, target }) => {
    const at = valueOf(target);
    return type === 'bind' && at !== undefined && at !== '/' && `${path}/`.startsWith(`${at}/`);
  });
  if (mount) {
    const { rw, readwrite } = mount.options;
    const isWritable = [rw, readwrite].some((value) => value !== undefined && value !== 'false');
    if (isWritable) return undefined;
    return { says: say`${path} is mounted read-only`, related: { span: mount.span, message: say`it is mounted here` } };
  }
  const name = valueOf(user);
  if (name === undefined || name === '' || /^(?:root|0)(?::|$)/.test(name)) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const owners = [path, folder].map((place) => {
    const found = lookUp(files, place);
    return found.state === 'entry' ? found.entry.owner : undefined;
  });
  if (!ofRoot.test(folder) || owners.some((owner) => owner !== undefined)) return undefined;
  const before = stage.steps.slice(0, stage.steps.indexOf(step));
  const switched = before.findLast(({ instruction }) => instruction.kind === 'USER')?.instruction.span;
  return {
    says: say`${name} cannot write to ${folder}`,
    related: switched && { span: switched, message: say`from here on ${name} runs the commands` },
  };
}

/** Whether a chown or chmod may have let others write to the directory, or to the file. */
function isGivenAway(model: BuildModel, stage: Stage, path: string): boolean {
  return chain(model, stage).some(({ steps }) =>
    steps.some(({ execution }) =>
      execution?.commands.some(({ argv, workdir }) => {
        const [name, ...words] = argv.map(({ value }) => valueOf(value));
        const directory = valueOf(workdir) ?? '/';
        const gives =
          name === 'chown' ||
          (name === 'chmod' && words.some((word) => /^0?\d?\d[2367]{2}$|^[agou]*[+=]\w*w/.test(word ?? '777')));
        return (
          gives && words.some((word) => word === undefined || `${path}/`.startsWith(`${resolvePath(directory, word)}/`))
        );
      }),
    ),
  );
}
