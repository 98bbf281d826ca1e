import { expandWord } from '../../dockerfile/expand';
import { parseImageReference } from '../../dockerfile/imageReference';
import { isSettled, valueOf } from '../../facts/fact';
import { compareVersions } from '../../facts/libc';
import { lookUpImage } from '../../images/catalogue';
import { golangTagFor, type GoTagProposal, type WantedGo } from '../../images/goTagFixes';
import { parseGoTag } from '../../images/goTags';
import { libcVersionOf } from '../../images/releases';
import type { BuildModel, Stage } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import type { Fix } from '../rule';
import { rootStage } from './instructions';

/**
 * Names a golang image with at least the wanted Go in the FROM that the stage comes from, or in the ARG default that its
 * version comes from. Undefined if that FROM names no golang tag, or if no edit of one place does it.
 */
export function newerGolangImage(model: BuildModel, stage: Stage, wanted: WantedGo): Fix | undefined {
  const root = rootStage(model, stage);
  const word = root.from.image;
  if (!word || root.base.kind !== 'image') return undefined;
  const present = parseImageReference(root.base.text);
  if (!present || !/(^|\/)golang$/.test(present.repository) || present.tag === undefined) return undefined;
  const proposal = proposalFor(model, root, wanted, present.tag);
  if (!proposal) return undefined;
  const image = `${root.base.text.slice(0, root.base.text.indexOf(`:${present.tag}`))}:${proposal.tag}`;
  const edits: readonly Edit[] | undefined = word.raw.includes('$')
    ? argDefault(model, word.raw, root.base.text, image, proposal.tag)
    : [{ span: word.span, newText: image }];
  if (!edits) return undefined;
  // A digest pins the image that was named before, so it goes, and the choice of another one is left to the reader.
  const safe = proposal.sameSuite && present.digest === undefined;
  return { title: say`Use ${image}`, safety: safe ? 'safe' : 'review', edits };
}

/**
 * A tag without a suite may stand on another one with a newer Go. Where that would bring a newer glibc to link against than
 * the image that is shipped has, the suite of now is named.
 */
function proposalFor(model: BuildModel, root: Stage, wanted: WantedGo, tag: string): GoTagProposal | undefined {
  const proposal = golangTagFor(wanted, tag);
  const release = valueOf(root.root.release);
  if (!proposal || parseGoTag(tag)?.suffix !== undefined || release === undefined) return proposal;
  const shipped = model.target && valueOf(libcVersionOf(model.target.image));
  const next = valueOf(libcVersionOf(lookUpImage({ repository: 'golang', tag: proposal.tag, digest: undefined })));
  if (shipped === undefined || next === undefined || compareVersions(next, shipped) <= 0) return proposal;
  if (!model.target || rootStage(model, model.target) === root || valueOf(model.target.image.libc)?.kind !== 'glibc')
    return proposal;
  const isStatic = model.goBuilds.every((build) => {
    const stage = model.stages[build.stage];
    return !stage || rootStage(model, stage) !== root || valueOf(build.linkage)?.kind === 'static';
  });
  const named = isStatic ? undefined : golangTagFor(wanted, `${tag === 'latest' ? '1' : tag}-${release}`);
  return named?.sameSuite === true ? named : { ...proposal, sameSuite: proposal.sameSuite && isStatic };
}

/** The global ARG whose default, replaced by a part of the new tag, turns the FROM's image into the wanted one. */
function argDefault(
  model: BuildModel,
  raw: string,
  present: string,
  image: string,
  tag: string,
): readonly Edit[] | undefined {
  const { escape, instructions } = model.dockerfile;
  const expanded = (name?: string, value?: string): string | undefined =>
    valueOf(
      expandWord(
        raw,
        (other) => {
          const entry = model.globalArgs.get(other)?.value;
          return other === name && value !== undefined && entry && isSettled(entry) ? { ...entry, value } : entry;
        },
        escape,
      ),
    );
  if (expanded() !== present) return undefined;
  const version = /^\d[\d.]*/.exec(tag)?.[0];
  const candidates = [version, tag, image].filter((text) => text !== undefined);
  for (const instruction of instructions) {
    if (instruction.kind === 'FROM') break;
    if (instruction.kind !== 'ARG') continue;
    for (const arg of instruction.args) {
      // A value given by --build-arg, or one put together from others, is not this default's to change.
      const given = model.globalArgs.get(arg.name)?.value;
      const [, quote = '', literal] = /^(["']?)([^$\\"']*)\1$/.exec(arg.value?.raw ?? '$') ?? [];
      if (!arg.value || literal === undefined || (given && valueOf(given)) !== literal) continue;
      const value = candidates.find((candidate) => expanded(arg.name, candidate) === image);
      if (value !== undefined) return [{ span: arg.value.span, newText: quote + value + quote }];
    }
  }
  return undefined;
}
