import { isSettled, valueOf } from '../../facts/fact';
import { flagValue } from '../../golang/flagValues';
import { parseGoCommand } from '../../golang/goCommand';
import { resolvePath } from '../../model/files';
import type { BuildModel, Mount, Stage, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import {
  cacheFolder,
  countDownloads,
  goCommandsOf,
  hasNoNetwork,
  isFilledByCopy,
  modulesOf,
  mountOver,
  needsModules,
  stepsOf,
} from '../moduleCommands';
import { defineRule, type Finding, type Fix } from '../rule';

/** Paths that are meant for one of go's caches. */
const forBuilds = /(?:^|\/)(?:go-build|\.?go-?cache|\.cache\/go)(?:\/|$)/i;
const forModules = /(?:^|\/)(?:pkg\/mod|go\/pkg|go-?mod-?cache)(?:\/|$)/i;

/** The folders that a go command uses, as its environment says. */
interface Caches {
  readonly build: string | undefined;
  readonly modules: string | undefined;
}

export const wrongCacheMountPath = defineRule({
  id: 'wrong-cache-mount-path',
  title: 'Cache mount where go has no cache',
  severity: 'warning',
  fix: 'sometimes',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      // `go env -w` moves the caches too.
      if (!stage.needed || stage.root.family === undefined || stage.root.configurationKnown === false) continue;
      for (const step of stage.steps) if (step.mounts.some(isCache)) yield* wrongMounts(model, stage, step);
    }
  },
});

function isCache({ type }: Mount): boolean {
  return type === 'cache';
}

function* wrongMounts(model: BuildModel, stage: Stage, step: Step): Generator<Finding> {
  const commands = (step.execution?.commands ?? []).filter(
    ({ argv: [first] }) => first && valueOf(first.value) === 'go',
  );
  const [command] = commands;
  const all = step.execution?.commands ?? [];
  // A script or make may set the variables, and another program may have its own idea of the path.
  if (!command || !all.every(isUnderstood) || writesSettings(model, stage, step)) return;
  const [caches, ...others] = commands.map((each) => cachesOf(each));
  if (!caches || others.some(({ build, modules }) => build !== caches.build || modules !== caches.modules)) return;
  const mounted = step.mounts.filter(isCache).map(({ target }) => valueOf(target));
  if (mounted.includes(undefined)) return;
  for (const mount of step.mounts) {
    const target = isCache(mount) && isSettled(mount.target) ? mount.target.value.replace(/\/$/, '') : undefined;
    if (target === undefined) continue;
    const kind = forModules.test(target) ? 'modules' : forBuilds.test(target) ? 'build' : undefined;
    const right = kind && caches[kind];
    if (kind && right === undefined && isOfRoot(step, command, target)) {
      const user = valueOf(step.user) ?? '';
      yield {
        span: targetPlace(model, mount) ?? mount.span,
        certainty: 'presumed',
        message: say`go runs as ${user} here and keeps its caches below the home of that user, while this one is mounted on ${target}: nothing is ever put into it. This presumes that /root is not the home of ${user}.`,
        related: [{ span: command.span, message: say`this go command runs as ${user}` }],
        fixes: [],
      };
      continue;
    }
    if (!kind || right === undefined || mounted.some((path) => path !== undefined && overlap(path, right))) continue;
    // A folder that holds the other cache, or is within it, is mounted for that one.
    if ([caches.build, caches.modules].some((path) => path === undefined || overlap(target, path))) continue;
    if (kind === 'modules' && commands.every((each) => needsNoModules(stage, step, each))) continue;
    const place = targetPlace(model, mount);
    const filled = isFilledBefore(model, stage, step, kind, right);
    const startsOver = !filled && (kind === 'build' || commands.some((each) => downloads(stage, step, each)));
    const what = kind === 'modules' ? 'modules' : say`what it has compiled`;
    yield {
      span: place ?? mount.span,
      certainty: 'known',
      ...(filled && { severity: 'hint' }),
      message: say`go keeps ${what} in ${right} here, and this cache is mounted on ${target}: nothing is ever put into it${startsOver ? say`, and each build starts over` : filled ? say`, and go finds what an earlier instruction has left` : ''}.`,
      related: [{ span: command.span, message: say`this go command uses ${right}` }],
      // A mount in the right place would hide what is there.
      fixes: place && !filled ? fixesFor(step, mount, place, right) : [],
    };
  }
}

/** Whether the mount is for root's home, and the command of another user's whose home is all that go has to go by. */
function isOfRoot(
  { user }: Step,
  { environment, environmentMayHoldMore, wrappers }: ExecutedCommand,
  target: string,
): boolean {
  const name = valueOf(user)?.split(':')[0];
  if (name === undefined || ['', '0', 'root'].includes(name) || environmentMayHoldMore === true || wrappers.length > 0)
    return false;
  const isMoved = ['HOME', 'XDG_CACHE_HOME', forModules.test(target) ? 'GOMODCACHE' : 'GOCACHE'].some((variable) =>
    environment.has(variable),
  );
  return target.startsWith('/root/') && !isMoved;
}

function overlap(mounted: string, cache: string): boolean {
  const [outer, inner] = [`${mounted.replace(/\/$/, '')}/`, `${cache}/`];
  return inner.startsWith(outer) || outer.startsWith(inner);
}

const understood = new Set(
  'go cd mkdir rm ls echo cat set true export apk apt apt-get cp mv chmod strip upx git test ['.split(' '),
);

function isUnderstood({ argv: [first] }: ExecutedCommand): boolean {
  return first !== undefined && understood.has(valueOf(first.value) ?? '');
}

/** Whether anything before may have stored settings for go: `go env -w`, a file that GOENV names. */
function writesSettings(model: BuildModel, stage: Stage, step: Step): boolean {
  if (step.environment.has('GOENV') || step.environment.has('XDG_CONFIG_HOME')) return true;
  for (let current: Stage | undefined = stage; current;) {
    const found = current.steps.some(({ execution }) =>
      execution?.commands.some(({ argv }) => argv.slice(1).some(({ value }) => valueOf(value) === 'env')),
    );
    if (found) return true;
    current = current.base.kind === 'stage' ? model.stages[current.base.index] : undefined;
  }
  return false;
}

/** cmd/go, "Environment variables": GOCACHE and GOMODCACHE, else below the user's cache folder, and GOPATH/pkg/mod. */
function cachesOf({ environment, environmentMayHoldMore, wrappers }: ExecutedCommand): Caches {
  if (environmentMayHoldMore === true || wrappers.length > 0) return { build: undefined, modules: undefined };
  const read = (name: string): string | undefined => {
    const set = environment.get(name);
    if (!set) return '';
    return valueOf(set.value);
  };
  const below = (folder: string | undefined, path: string): string | undefined =>
    folder === undefined || !folder.startsWith('/') ? undefined : resolvePath(folder, path);
  const home = read('HOME');
  const cacheHome = read('XDG_CACHE_HOME') === '' ? below(home, '.cache') : read('XDG_CACHE_HOME');
  const build = read('GOCACHE') === '' ? below(cacheHome, 'go-build') : read('GOCACHE');
  const goPath = read('GOPATH') === '' ? below(home, 'go') : read('GOPATH')?.split(':')[0];
  const modules = read('GOMODCACHE') === '' ? below(goPath, 'pkg/mod') : read('GOMODCACHE');
  return { build, modules };
}

/** Where the value of `target=` stands, if it is written out there. */
function targetPlace(model: BuildModel, mount: Mount): Span | undefined {
  const written = model.dockerfile.text.slice(mount.span.start, mount.span.end);
  const found = /(?<=[,=])(?:target|dst|destination)=([^,\s"'$\\]+)(?=,|$)/.exec(written);
  if (!found?.[1]) return undefined;
  const start = mount.span.start + found.index + found[0].length - found[1].length;
  return { start, end: start + found[1].length };
}

/** A cache mount belongs to root unless it says otherwise. */
function fixesFor({ user, image }: Step, { options }: Mount, place: Span, right: string): readonly Fix[] {
  const title = say`Mount the cache on ${right}`;
  const name = valueOf(user)?.split(':')[0];
  if (['', '0', 'root'].includes(name ?? '?') || options['uid'] !== undefined)
    return [{ title, safety: 'safe', edits: [{ span: place, newText: right }] }];
  const account = image.accounts?.find((each) => each.name === name);
  const uid = name !== undefined && /^\d+$/.test(name) ? name : account?.uid;
  if (uid === undefined) return [];
  return [{ title, safety: 'review', edits: [{ span: place, newText: `${right},uid=${uid}` }] }];
}

/** `go build -mod=vendor`, by whatever says so, and what has no network to get modules from. */
function needsNoModules(stage: Stage, step: Step, command: ExecutedCommand): boolean {
  const go = parseGoCommand(command);
  if (!go || hasNoNetwork(step.instruction.flags)) return true;
  if (go.verb === 'mod download') return false;
  const mod = flagValue(go, 'mod');
  return (mod && valueOf(mod) === 'vendor') || modulesOf(stage, step, { command, go })?.current?.vendored === true;
}

function downloads(stage: Stage, step: Step, command: ExecutedCommand): boolean {
  const go = parseGoCommand(command);
  if (!go) return false;
  const modules = needsModules(go) ? modulesOf(stage, step, { command, go }) : undefined;
  return modules ? countDownloads(modules) > 0 : go.args.some(({ value }) => valueOf(value)?.includes('@') === true);
}

const compiling = new Set(['build', 'install', 'test', 'run', 'vet']);

/** Whether a layer below surely holds what the cache is for: go ran there without a mount, or a COPY has brought it. */
function isFilledBefore(
  model: BuildModel,
  stage: Stage,
  step: Step,
  kind: 'modules' | 'build',
  folder: string,
): boolean {
  const steps = stepsOf(model, stage);
  const before = steps.slice(
    0,
    steps.findIndex((placed) => placed.step === step),
  );
  return (
    isFilledByCopy(before, folder) ||
    before.some((placed) =>
      goCommandsOf(placed.step).some(
        ({ command, go }) =>
          (kind === 'modules' ? needsModules(go) : compiling.has(go.verb)) &&
          cacheFolder(command, kind === 'modules' ? 'GOMODCACHE' : 'GOCACHE') === folder &&
          !mountOver(placed.step.mounts, folder),
      ),
    )
  );
}
