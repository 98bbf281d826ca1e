import { isSettled, valueOf } from '../../facts/fact';
import { formatImageReference, parseImageReference } from '../../dockerfile/imageReference';
import { lookUpImage } from '../../images/catalogue';
import { goTagExists } from '../../images/goTagFixes';
import { debianSuites, parseGoTag } from '../../images/goTags';
import type { ImageFacts } from '../../images/imageFacts';
import { canonicalRepository } from '../../images/reference';
import { libcVersionOf } from '../../images/releases';
import { compareVersions } from '../../facts/libc';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { removeInstruction, rootStage } from './instructions';

/** Another image for a stage, and the edit of its FROM. */
export interface OtherImage {
  readonly name: string;
  readonly edit: Edit;
}

/** The name of the image that a stage comes from, as written with variables expanded: `golang:1.26`. */
export function imageName(model: BuildModel, stage: Stage): string {
  const { base } = rootStage(model, stage);
  return base.kind === 'image' ? base.text : base.kind;
}

/** Whether the stage comes from a golang image whose tag may move to another Debian suite. */
export function hasFloatingSuite(stage: Stage): boolean {
  const { root } = stage;
  return root.family === 'golang' && root.distribution === 'debian' && root.release.certainty === 'presumed';
}

/**
 * The golang image of the same Go version on another suite or Alpine release (`bookworm`, `alpine3.22`, `alpine`).
 * @returns undefined if there is no such tag, or the FROM does not name the version in a form that can be edited
 */
export function golangOn(model: BuildModel, stage: Stage, suffix: string): OtherImage | undefined {
  const { base, from } = rootStage(model, stage);
  if (base.kind !== 'image' || !isSettled(base.reference) || !from.image) return undefined;
  const reference = base.reference.value;
  if (canonicalRepository(reference.repository).name !== 'golang' || reference.digest !== undefined) return undefined;
  const parsed = parseGoTag(reference.tag ?? 'latest');
  if (!parsed || (parsed.base.kind !== 'debian' && parsed.base.kind !== 'alpine')) return undefined;
  const old = parsed.suffix;
  const version = withoutSuffix(reference.tag ?? '', old);
  const tag = version === '' || version === 'latest' ? suffix : `${version}-${suffix}`;
  if (goTagExists(tag) !== true) return undefined;
  const name = formatImageReference({ ...reference, tag });
  const { raw, span } = from.image;
  if (!raw.includes('$')) return { name, edit: { span, newText: name } };
  // golang:${GO_VERSION}-bookworm: the suffix alone is replaced.
  const kept = withoutSuffix(raw, old);
  if (old !== undefined && kept === raw) return undefined;
  return /[}\w]$/.test(kept) && kept.includes(':') ? { name, edit: { span, newText: `${kept}-${suffix}` } } : undefined;
}

function withoutSuffix(text: string, suffix: string | undefined): string {
  if (suffix === undefined) return text;
  if (text === suffix) return '';
  return text.endsWith(`-${suffix}`) ? text.slice(0, -suffix.length - 1) : text;
}

/** Another image in the place of the one that the stage's FROM names; undefined if the catalogue knows none of that name. */
export function otherBase(stage: Stage, name: string): (OtherImage & { readonly facts: ImageFacts }) | undefined {
  const word = stage.from.image;
  const reference = parseImageReference(name);
  if (!word || word.raw.includes('$') || stage.base.kind === 'stage' || !reference) return undefined;
  const facts = lookUpImage(reference);
  return facts.family === undefined ? undefined : { name, facts, edit: { span: word.span, newText: name } };
}

/** Whether the libraries are all in the image, as far as the catalogue says; those of the C library itself are no matter. */
export function hasLibraries(facts: ImageFacts, libraries: readonly string[]): boolean {
  if (libraries.length === 0) return true;
  const present = valueOf(facts.libraries);
  return present !== undefined && libraries.every((library) => present.has(library));
}

/** The newest suite of the golang images for this stage whose glibc is not newer than the given one. */
export function golangForGlibc(model: BuildModel, stage: Stage, glibc: string): OtherImage | undefined {
  for (const suite of debianSuites.toReversed()) {
    const version = valueOf(libcVersionOf(lookUpImage({ repository: 'debian', tag: suite, digest: undefined })));
    if (version === undefined || compareVersions(version, glibc) > 0) continue;
    return golangOn(model, stage, suite);
  }
  return undefined;
}

/** Programs that exist on one distribution only, or take other options on another. */
const distributionTools = new Set([
  ...[
    'apk',
    'apt',
    'apt-get',
    'aptitude',
    'dpkg',
    'yum',
    'dnf',
    'microdnf',
    'tdnf',
    'zypper',
    'update-ca-certificates',
  ],
  ...['addgroup', 'adduser', 'groupadd', 'useradd', 'usermod', 'bash', 'locale-gen'],
]);

/** Whether the RUNs of a stage and of those it comes from would do on another Linux distribution. */
export function isPortable(model: BuildModel, stage: Stage): boolean {
  return chain(model, stage).every(({ steps }) => steps.every(isPortableStep));
}

function isPortableStep({ instruction, execution }: Step): boolean {
  if (instruction.kind === 'SHELL') return false;
  if (instruction.kind !== 'RUN') return true;
  if (!execution || execution.errors.length > 0) return false;
  return execution.commands.every(({ argv: [first] }) => {
    const name = first && valueOf(first.value);
    return name !== undefined && !distributionTools.has(name.slice(name.lastIndexOf('/') + 1));
  });
}

/** Packages of Alpine whose programs golang images on Debian bring along. */
const broughtByGolang = new Set([
  ...['gcc', 'g++', 'musl-dev', 'libc-dev', 'build-base', 'make', 'git', 'ca-certificates', 'bash', 'curl', 'wget'],
  ...['openssh', 'openssh-client', 'tzdata', 'pkgconfig', 'binutils'],
]);

/**
 * What has to go from a stage on golang's Alpine image so that it can be built on the Debian one: `apk add` of packages that
 * are there anyway. Undefined if its RUNs ask for more than that.
 */
export function dropAlpinePackages(model: BuildModel, stage: Stage): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const step of chain(model, stage).flatMap(({ steps }) => steps)) {
    if (isPortableStep(step)) continue;
    const commands = step.execution?.commands ?? [];
    const installsOnly = commands.every(({ argv }) => {
      const words = argv
        .map(({ value }) => valueOf(value))
        .filter((word) => word === undefined || !word.startsWith('-'));
      const [program, verb, ...packages] = words;
      if (program !== 'apk') return false;
      return (
        verb === 'update' ||
        (verb === 'add' && packages.every((name) => name !== undefined && broughtByGolang.has(name)))
      );
    });
    if (step.instruction.kind !== 'RUN' || commands.length === 0 || !installsOnly) return undefined;
    edits.push(removeInstruction(model, step.instruction));
  }
  return edits;
}

/** Whether the stage would do without a shell: it runs nothing while it is built, and starts a program directly. */
export function needsNoShell(model: BuildModel, stage: Stage, program: string): boolean {
  const runs = chain(model, stage).some(({ steps }) =>
    steps.some(({ instruction: { kind } }) => kind === 'RUN' || kind === 'SHELL'),
  );
  const command = stage.entrypoint ?? stage.cmd;
  const base = program.slice(program.lastIndexOf('/') + 1);
  const starts = command?.form === 'exec' && command.words?.[0]?.value.endsWith(base) === true;
  const user = valueOf(stage.user.name);
  const knownUser = user !== undefined && /^(?:\d+(?::\d+)?|root|nobody|nonroot(?::nonroot)?)?$/.test(user);
  return !runs && starts && knownUser && stage.healthcheck === undefined && !namesOwners(stage);
}

/** `COPY --chown=app`: the name has to be in the image. */
function namesOwners(stage: Stage): boolean {
  return stage.steps.some(({ instruction }) =>
    instruction.flags.some(({ name, value }) => name === 'chown' && !/^\d+(?::\d+)?$/.test(value ?? '')),
  );
}

/** The stage and those it is built from. */
export function chain(model: BuildModel, stage: Stage): readonly Stage[] {
  const stages: Stage[] = [stage];
  for (let current = stage; current.base.kind === 'stage' && stages.length <= model.stages.length;) {
    const parent = model.stages[current.base.index];
    if (!parent) break;
    stages.push(parent);
    current = parent;
  }
  return stages;
}
