import { isSettled, valueOf } from '../../facts/fact';
import { goTagExists } from '../../images/goTagFixes';
import { goImageRows, isPrerelease, minorOf, parseGoTag, type GoTag } from '../../images/goTags';
import { canonicalRepository } from '../../images/reference';
import { formatImageReference } from '../../dockerfile/imageReference';
import { formatGoVersion } from '../../golang/version';
import type { Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { contains } from '../../text/span';
import { otherBase } from '../fixes/images';
import { rootStage } from '../fixes/instructions';
import { observedPrograms } from '../oneAgent/agent';
import { defineRule, fixesOf, type Fix } from '../rule';

export const oneagentUnofficialGo = defineRule({
  id: 'oneagent-unofficial-go',
  title: 'Go release that OneAgent does not support',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<Stage>();
    for (const { agent, build, path } of observedPrograms(model)) {
      const stage = model.stages[build.stage];
      const root = stage && rootStage(model, stage);
      if (!root || seen.has(root)) continue;
      seen.add(root);
      const tag = golangTag(root);
      const version = isSettled(build.goVersion) ? build.goVersion.value : undefined;
      const isEarly = version?.prerelease !== undefined;
      // GOTOOLCHAIN and commands like go1.27rc1 run another Go than the image’s, whatever its tag is.
      const origin = isSettled(build.goVersion) ? build.goVersion.because.find(({ span }) => span)?.span : undefined;
      const other = origin && !contains(root.from.span, origin) ? origin : undefined;
      const byTag = tag && !other && (tag.precision === 'tip' || tag.precision === 'rc' || isEarly);
      if (!byTag && !isEarly) continue;
      const name =
        version && isEarly
          ? `Go ${formatGoVersion(version)}`
          : tag?.precision === 'tip'
            ? say`Go’s development tip`
            : say`a release candidate of Go`;
      yield {
        span: byTag ? (root.from.image?.span ?? root.from.span) : (other ?? build.go.verbSpan),
        certainty: isEarly && build.goVersion.certainty === 'presumed' ? 'presumed' : 'known',
        message: say`${path} is built with ${name}, and ${agent.name} supports official stable releases only. It may reject the program, or monitor it wrongly.`,
        fixes: () => fixesOf(byTag ? useStable(root, tag) : undefined),
      };
    }
  },
});

/** The tag of a golang image; undefined for other images. */
function golangTag({ base }: Stage): GoTag | undefined {
  const reference = base.kind === 'image' ? valueOf(base.reference) : undefined;
  if (!reference || canonicalRepository(reference.repository).name !== 'golang') return undefined;
  return parseGoTag(reference.tag ?? 'latest');
}

/** The stable release of the same minor if there is one, else the newest. */
function useStable(stage: Stage, tag: GoTag): Fix | undefined {
  const reference = stage.base.kind === 'image' ? valueOf(stage.base.reference) : undefined;
  if (!reference || reference.digest !== undefined) return undefined;
  const newest = goImageRows.find(({ version }) => !isPrerelease(version))?.version;
  const minors = [tag.version, newest].filter((version) => version !== undefined).map(minorOf);
  for (const minor of minors) {
    if (!goImageRows.some(({ version }) => minorOf(version) === minor && !isPrerelease(version))) continue;
    const stable = tag.suffix === undefined ? minor : `${minor}-${tag.suffix}`;
    const image =
      goTagExists(stable) === true ? otherBase(stage, formatImageReference({ ...reference, tag: stable })) : undefined;
    if (image) return { title: say`Build on ${image.name}`, safety: 'review', edits: [image.edit] };
  }
  return undefined;
}
