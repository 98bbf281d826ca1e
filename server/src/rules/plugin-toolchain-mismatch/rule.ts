import { isSettled, valueOf } from '../../facts/fact';
import { booleanFlag } from '../../golang/flagValues';
import { formatGoVersion } from '../../golang/version';
import type { BuildModel, GoBuild, Output } from '../../model/buildModel';
import { artifactsIn } from '../../model/files';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { otherBase } from '../fixes/images';
import { rootStage } from '../fixes/instructions';
import { defineRule, type Finding, type Fix } from '../rule';

export const pluginToolchainMismatch = defineRule({
  id: 'plugin-toolchain-mismatch',
  title: 'Plugin built otherwise than the program that opens it',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    if (!model.target) return;
    const shipped = artifactsIn(model.target.files).flatMap(({ path, artifact }): Shipped[] => {
      const build = model.goBuilds[artifact.build];
      const output = build?.outputs[artifact.output];
      return build && output ? [{ path, build, output }] : [];
    });
    const plugins = shipped.filter(({ build }) => build.buildmode === 'plugin');
    const [host, ...others] = shipped.filter(opensPlugins);
    // With several programs it cannot be told which one opens the plugin.
    if (!host || others.some(({ build }) => build.index !== host.build.index)) return;
    for (const plugin of plugins) {
      const finding =
        otherVersion(model, host, plugin) ?? otherFlag(host, plugin, 'trimpath') ?? otherFlag(host, plugin, 'race');
      if (finding) yield finding;
    }
  },
});

interface Shipped {
  readonly path: string;
  readonly build: GoBuild;
  readonly output: Output;
}

/** A program that imports package plugin, or one of which that is not known. */
function opensPlugins({ output }: Shipped): boolean {
  if (output.kind !== 'program') return false;
  const { program } = output;
  return !program || program.cgo.certainty !== 'known' || program.cgo.value.standard.has('plugin');
}

function isRead({ output }: Shipped): boolean {
  return output.program?.cgo.certainty === 'known';
}

/** Releases that surely differ: `1.26` may be `1.26.3`. */
function otherVersion(model: BuildModel, host: Shipped, plugin: Shipped): Finding | undefined {
  if (!isSettled(host.build.goVersion) || !isSettled(plugin.build.goVersion)) return undefined;
  const [a, b] = [host.build.goVersion.value, plugin.build.goVersion.value];
  if (!a || !b) return undefined;
  const differ =
    a.major !== b.major ||
    a.minor !== b.minor ||
    (a.patch !== undefined && b.patch !== undefined && a.patch !== b.patch);
  if (!differ) return undefined;
  const word = imageSpan(model, plugin);
  const hostWord = imageSpan(model, host);
  if (!word) return undefined;
  const known =
    isRead(host) && host.build.goVersion.certainty === 'known' && plugin.build.goVersion.certainty === 'known';
  const message =
    say`${plugin.path} is built with Go ${formatGoVersion(b)}, and ${host.path}, which opens it, with Go ${formatGoVersion(a)}. ` +
    say`plugin.Open refuses it ("${refusal}"), or the program crashes in it.` +
    (isRead(host) ? '' : say` This presumes that ${host.path} opens plugins, as its sources cannot be read.`);
  return {
    span: word,
    certainty: known ? 'known' : 'presumed',
    message,
    related: [
      ...(hostWord ? [{ span: hostWord, message: say`${host.path} is built with Go ${formatGoVersion(a)}` }] : []),
      { span: plugin.build.go.verbSpan, message: say`${plugin.path} is built here` },
    ],
    fixes: [useHostImage(model, host, plugin)].filter((fix) => fix !== undefined),
  };
}

/** Measured with Go 1.26: a plugin of Go 1.22 crashes the program, one without the program's -trimpath is refused. */
const refusal = 'plugin was built with a different version of package …';

function imageSpan(model: BuildModel, { build }: Shipped): Span | undefined {
  const stage = model.stages[build.stage];
  return stage && rootStage(model, stage).from.image?.span;
}

function useHostImage(model: BuildModel, host: Shipped, plugin: Shipped): Fix | undefined {
  const stages = [host, plugin].map(({ build }) => model.stages[build.stage]);
  const [hostStage, pluginStage] = stages;
  if (!hostStage || !pluginStage) return undefined;
  const from = rootStage(model, hostStage);
  const to = rootStage(model, pluginStage);
  if (from.index === to.index || from.base.kind !== 'image' || from.root.distribution !== to.root.distribution)
    return undefined;
  const image = otherBase(to, from.base.text);
  return image && { title: say`Build the plugin on ${image.name}`, safety: 'review', edits: [image.edit] };
}

/** -trimpath changes the paths of all packages, -race their code: both have to agree. */
function otherFlag(host: Shipped, plugin: Shipped, name: 'trimpath' | 'race'): Finding | undefined {
  const [a, b] = [booleanFlag(host.build.go, name), booleanFlag(plugin.build.go, name)].map(valueOf);
  if (a === undefined || b === undefined || a === b) return undefined;
  const [having, lacking] = a ? [host, plugin] : [plugin, host];
  const flag = having.build.go.flags.findLast((candidate) => candidate.name === name);
  if (!flag) return undefined;
  const { go, command, instruction } = lacking.build;
  const editable = !command.approximate && !instruction.exec && !go.flags.some((candidate) => candidate.name === name);
  const end = go.verbSpan.end;
  const add: Fix = {
    title: say`Add -${name} to the other build`,
    safety: 'review',
    edits: [{ span: { start: end, end }, newText: ` -${name}` }],
  };
  return {
    span: flag.span,
    certainty: isRead(host) ? 'known' : 'presumed',
    message:
      say`${having.path} is built with -${name}, and ${lacking.path} is not. ` +
      say`plugin.Open fails: "${refusal}".` +
      (isRead(host) ? '' : say` This presumes that ${host.path} opens plugins, as its sources cannot be read.`),
    related: [{ span: go.verbSpan, message: say`${lacking.path} is built here without -${name}` }],
    fixes: editable ? [add] : [],
  };
}
