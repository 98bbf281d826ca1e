import { valueOf } from '../../facts/fact';
import { libcVersionOf } from '../../images/releases';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { startOf } from '../../model/start';
import { say } from '../../text/say';
import { golangForGlibc, hasFloatingSuite, imageName } from '../fixes/images';
import { rootStage } from '../fixes/instructions';
import { defineRule, type Finding } from '../rule';

export const floatingSuite = defineRule({
  id: 'floating-suite',
  title: 'Build image may move to another Debian release than the final image',
  severity: 'hint',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    const final = model.target;
    if (final?.image.distribution !== 'debian' && final?.image.distribution !== 'ubuntu') return;
    const { program } = startOf(model);
    if (!program?.build || !program.output || model.problems.some(({ phase }) => phase === 'start')) return;
    const finding = findingOf(model, program.build, valueOf(program.output.linkage)?.kind === 'dynamic', final);
    if (finding) yield finding;
  },
});

function findingOf(model: BuildModel, build: GoBuild, dynamic: boolean, final: Stage): Finding | undefined {
  const builder = model.stages[build.stage];
  const linkage = valueOf(build.linkage);
  if (!builder || !dynamic || linkage?.kind !== 'dynamic' || linkage.libc !== 'glibc' || !hasFloatingSuite(builder))
    return undefined;
  // A binary that runs where it was built has the glibc that it was linked against.
  if (rootStage(model, builder).index === rootStage(model, final).index) return undefined;
  const glibc = libcVersionOf(final.image);
  if (glibc.certainty !== 'known') return undefined;
  const word = rootStage(model, builder).from.image;
  if (!word) return undefined;
  const name = imageName(model, builder);
  const today = valueOf(builder.root.release);
  const matching = golangForGlibc(model, builder, glibc.value);
  return {
    span: word.span,
    certainty: 'known',
    message:
      say`${name} names no Debian release${today === undefined ? '' : say` (today it is ${today})`}, while ${imageName(model, final)} stays at glibc ${glibc.value}. ` +
      say`When the tag moves on, the binary may ask for a glibc that the final image does not have.`,
    related: [
      {
        span: rootStage(model, final).from.image?.span ?? final.from.span,
        message: say`the final image has glibc ${glibc.value}`,
      },
    ],
    fixes: matching ? [{ title: say`Pin ${matching.name}`, safety: 'review', edits: [matching.edit] }] : [],
  };
}
