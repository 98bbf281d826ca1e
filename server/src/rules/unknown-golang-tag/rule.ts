import { formatImageReference, parseImageReference, type ImageReference } from '../../dockerfile/imageReference';
import { isSettled } from '../../facts/fact';
import { goTagExists, nearestGolangTag } from '../../images/goTagFixes';
import { parseGoTag } from '../../images/goTags';
import { canonicalRepository } from '../../images/reference';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { golangOn } from '../fixes/images';
import { defineRule, type Finding, type Fix } from '../rule';

export const unknownGolangTag = defineRule({
  id: 'unknown-golang-tag',
  title: 'Tag that the golang image never had',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      const { base, from } = stage;
      const reference = base.kind === 'image' && isSettled(base.reference) ? base.reference : undefined;
      if (reference && from.image) {
        const finding = findingOf(model, reference.value, from.image.span, reference.certainty, stage);
        if (finding) yield finding;
      }
      for (const step of stage.steps) {
        const finding = copiedFrom(model, step);
        if (finding) yield finding;
      }
    }
  },
});

/** `COPY --from=golang:1.22-trixie`. */
function copiedFrom(model: BuildModel, { copy }: Step): Finding | undefined {
  if (copy?.from.kind !== 'image') return undefined;
  const flag = copy.instruction.flags.find(({ name }) => name === 'from');
  const reference = parseImageReference(copy.from.text);
  return flag && reference ? findingOf(model, reference, flag.valueSpan, 'known', undefined) : undefined;
}

/** Undefined unless the table knows for sure that there is no such tag. A digest takes the tag's place altogether. */
function findingOf(
  model: BuildModel,
  reference: ImageReference,
  word: Span,
  certainty: 'known' | 'presumed',
  stage: Stage | undefined,
): Finding | undefined {
  const { tag, digest, registry, path } = reference;
  // Other registries may have tags of their own.
  if (registry !== 'docker.io' || canonicalRepository(reference.repository).name !== 'golang') return undefined;
  if (tag === undefined || digest !== undefined || goTagExists(tag) !== false) return undefined;
  const nearest = nearestGolangTag(tag);
  const hint =
    nearest === undefined
      ? ''
      : say`; the nearest one that exists is ${formatImageReference({ ...reference, tag: nearest })}`;
  return {
    span: tagSpan(model, word, tag) ?? word,
    certainty,
    message: say`There never was a golang image tagged ${tag}${hint}. The build ends with "docker.io/${path}:${tag}: not found".`,
    fixes: nearest === undefined ? [] : () => fixes(model, reference, word, nearest, stage),
  };
}

/** The tag within the word that names the image, if it is written there to the letter. */
function tagSpan(model: BuildModel, { start, end }: Span, tag: string): Span | undefined {
  return model.dockerfile.text.slice(start, end).endsWith(`:${tag}`) ? { start: end - tag.length, end } : undefined;
}

function fixes(
  model: BuildModel,
  reference: ImageReference,
  word: Span,
  nearest: string,
  stage: Stage | undefined,
): readonly Fix[] {
  const { tag = '' } = reference;
  const title = say`Use ${formatImageReference({ ...reference, tag: nearest })}`;
  const span = tagSpan(model, word, tag);
  if (span) return [{ title, safety: 'review', edits: [{ span, newText: nearest }] }];
  // golang:${GO_VERSION}-bullseye: the suffix alone is wrong.
  const suffix = parseGoTag(nearest)?.suffix;
  const other = stage && suffix !== undefined ? golangOn(model, stage, suffix) : undefined;
  if (other?.name !== formatImageReference({ ...reference, tag: nearest })) return [];
  return [{ title, safety: 'review', edits: [other.edit] }];
}
