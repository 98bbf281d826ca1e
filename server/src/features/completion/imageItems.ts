import { isSettled, known, valueOf } from '../../facts/fact';
import { compareVersions } from '../../facts/libc';
import { expandWord, namesIn } from '../../dockerfile/expand';
import { familiarName, parseImageReference } from '../../dockerfile/imageReference';
import { goDirectiveSatisfied, parseGoVersion } from '../../golang/version';
import { lookUpImage } from '../../images/catalogue';
import { debianSuiteOf } from '../../images/debian';
import { goTagExists } from '../../images/goTagFixes';
import { isMaintained } from '../../images/goTags';
import type { ImageFacts } from '../../images/imageFacts';
import {
  listedAlpineReleases,
  listedDebianSuites,
  listedDistrolessDebians,
  listedDistrolessTags,
  listedDistrolessVariants,
  listedGoTags,
  listedUbuntuReleases,
  type ListedGoTag,
} from '../../images/listed';
import type { ImageName } from '../../images/reference';
import { libcVersionOf } from '../../images/releases';
import type { GoBuild, Output, Stage } from '../../model/buildModel';
import { buildAt } from '../../model/buildAt';
import { artifactsIn, baseFiles } from '../../model/files';
import { checkLinkage, type Loading } from '../../model/loading';
import { say } from '../../text/say';
import { imageTexts, tagTexts } from '../texts/imageTexts';
import { capitalise } from '../../text/capitalise';
import { code } from '../hover/card';
import { documentRow } from './documentation';
import type { Draft, Proposal } from './item';
import { moduleOf, type Place } from './place';

const tagRest = /^[\w.-]*/;
const imageRest = /^[\w./:@-]*/;

/** What can stand as the image of FROM. */
export function imageProposal(place: Place, typed: string): Proposal | undefined {
  if (/[@"']/.test(typed)) return undefined;
  if (typed.includes('$')) return computedTagProposal(place, typed);
  const colon = typed.lastIndexOf(':');
  const name = colon < 0 ? typed : typed.slice(0, colon);
  const tag = typed.slice(colon + 1);
  // `localhost:5000/` has a port.
  if (colon >= 0 && !tag.includes('/')) return tagProposal(place, name, tag);
  const distroless = distrolessProposal(place, typed);
  return distroless ?? { typed, rest: imageRest, drafts: [...stageDrafts(place), ...imageDrafts(place)] };
}

/** `golang:${GO_VERSION}-al`: the rest of a tag that begins with variables. */
function computedTagProposal(place: Place, written: string): Proposal | undefined {
  const [, head = '', typed = ''] = /^(.*[:}-])([\w.]*)$/.exec(written) ?? [];
  const { escape } = place.model.dockerfile;
  const value =
    head === '' ? undefined : valueOf(expandWord(head, (name) => place.environment.get(name)?.value, escape));
  const [repository = '', begun = ''] = value?.split(':') ?? [];
  const reference = parseImageReference(repository);
  if (!reference || familiarName(reference) !== 'golang' || !/^[\d.]+-?$/.test(begun)) return undefined;
  const version = begun.replace('-', '');
  const tags = goTagsFor(place, `${version}.`).filter(
    (listed) => listed.version === version && listed.tag.startsWith(begun),
  );
  const drafts = goTagDrafts(place, tags).map((draft): Draft => ({ ...draft, label: draft.label.slice(begun.length) }));
  return { typed, rest: tagRest, drafts: drafts.filter(({ label }) => label !== '') };
}

/**
 * What an ARG above the first FROM can hold where the tags of golang images are made from it: the versions, or else the suites,
 * for which all these tags exist; those that suit go.mod, in the order of the tags.
 */
export function tagPartDrafts(place: Place, name: string): readonly Draft[] {
  const { globalArgs, dockerfile, stages } = place.model;
  const written = stages.flatMap(({ from }) => {
    const raw = from.image?.raw ?? '';
    return namesIn(raw, dockerfile.escape).includes(name) ? [raw] : [];
  });
  const tagOf = (image: string, value: string): string | undefined => {
    const whole = expandWord(
      image,
      (other) => (other === name ? known(value) : globalArgs.get(other)?.value),
      dockerfile.escape,
    );
    const reference = parseImageReference(valueOf(whole) ?? '');
    return reference && familiarName(reference) === 'golang' ? reference.tag : undefined;
  };
  const fits = (value: string): boolean => written.every((image) => goTagExists(tagOf(image, value) ?? '?') === true);
  if (written.length === 0) return [];
  const tags = goTagsFor(place, '');
  const wanted = moduleOf(place)?.go;
  const versions = tags
    .filter(({ suffix, version }) => suffix === undefined && fits(version))
    .map(({ version, minor }): Draft => {
      const asModule = wanted && minor === minorText(wanted.version) ? say`as go.mod: go ${wanted.text}` : undefined;
      return { label: version, kind: 'value', detail: isMaintained(minor) ? asModule : say`no longer maintained` };
    });
  if (versions.length > 0) return versions;
  const suites = [...new Set([...suffixOrder(place), ...tags.map(({ suffix }) => suffix ?? '')])];
  return suites
    .filter((suite) => suite !== '' && fits(suite))
    .map((label): Draft => ({ label, kind: 'value', detail: describeGoImage(label) }));
}

/** Names of the stages above this one. */
export function stageDrafts({ model, stage }: Place): readonly Draft[] {
  const seen = new Set<string>();
  return model.stages
    .slice(0, stage?.index ?? 0)
    .reverse()
    .flatMap((other): Draft[] => {
      const written = other.from.name?.raw;
      if (written === undefined || other.name === undefined || written.includes('$') || seen.has(other.name)) return [];
      seen.add(other.name);
      const version = valueOf(other.goVersion);
      return [
        {
          label: written,
          kind: 'stage',
          detail: other.root.title ?? (other.base.kind === 'scratch' ? 'scratch' : say`stage`),
          documentation: () =>
            [
              version
                ? say`Stage ${other.index}, a build stage with Go: ${code(`FROM ${other.from.argument.text}`)}`
                : say`Stage ${other.index}: ${code(`FROM ${other.from.argument.text}`)}`,
              ...outputsOf(buildsIn(model, other)).map((path) => say`- builds ${code(path)}`),
            ].join('\n\n'),
        },
      ];
    });
}

function buildsIn(model: Place['model'], stage: Stage): readonly GoBuild[] {
  return model.goBuilds.filter((build) => build.stage === stage.index);
}

function outputsOf(builds: readonly GoBuild[]): readonly string[] {
  return builds.flatMap(({ outputs }) => outputs.flatMap(({ path }) => valueOf(path) ?? []));
}

/** Whole images: those to build in where no stage above has Go, else those to run in. */
function imageDrafts(place: Place): readonly Draft[] {
  const above = place.model.stages.slice(0, place.stage?.index ?? 0);
  const hasBuilder = above.some((stage) => valueOf(stage.goVersion) !== undefined);
  const tags = goTagsFor(place, '').slice(0, hasBuilder ? 2 : 6);
  const builders = goTagDrafts(place, tags).map((draft): Draft => ({ ...draft, label: `golang:${draft.label}` }));
  const runtimes = [
    ...listedDistrolessDebians.slice(0, 2).map((number) => `gcr.io/distroless/static-debian${number}:nonroot`),
    ...listedDebianSuites.slice(0, 2).map((suite) => `debian:${suite}-slim`),
    ...listedDistrolessDebians.slice(0, 2).map((number) => `gcr.io/distroless/base-debian${number}:nonroot`),
    ...listedAlpineReleases.slice(0, 2).map((release) => `alpine:${release}`),
    'scratch',
  ];
  const ranked = rank(place, runtimes).filter(({ fit }) => fit !== 'fails' || !hasBuilder);
  const fitting = ranked.map(({ name, facts, detail }) => imageDraft(name, name, facts, detail));
  const tools: readonly Draft[] = hasBuilder
    ? []
    : [imageDraft('tonistiigi/xx', 'tonistiigi/xx', undefined, undefined)];
  return hasBuilder ? [...fitting, ...builders] : [...builders, ...fitting, ...tools];
}

function tagProposal(place: Place, repository: string, typed: string): Proposal | undefined {
  const reference = parseImageReference(repository);
  if (!reference) return undefined;
  const name = familiarName(reference);
  if (name === 'golang') {
    // Exact versions are too many to give all of them at once.
    return { typed, rest: tagRest, drafts: goTagDrafts(place, goTagsFor(place, typed)), incomplete: true };
  }
  const tags = tagsOf(name);
  if (tags.length === 0) return undefined;
  const ranked = rank(
    place,
    tags.map((tag) => `${repository}:${tag}`),
  );
  const drafts = ranked.map(({ name: whole, facts, detail }) =>
    imageDraft(whole.slice(repository.length + 1), whole, facts, detail),
  );
  return { typed, rest: tagRest, drafts };
}

function tagsOf(name: string): readonly string[] {
  if (name === 'debian') return listedDebianSuites.flatMap((suite) => [`${suite}-slim`, suite]);
  if (name === 'alpine') return listedAlpineReleases;
  if (name === 'ubuntu') return listedUbuntuReleases;
  const distroless = /^gcr\.io\/distroless\/([a-z-]+?)(?:-debian(\d+))?$/.exec(name);
  const [, variant = '', debian] = distroless ?? [];
  const isListed = debian === undefined || listedDistrolessDebians.includes(debian);
  return distroless && listedDistrolessVariants.includes(variant) && isListed ? listedDistrolessTags : [];
}

/** `gcr.io/distroless/`: which of its repositories there are. */
function distrolessProposal(place: Place, typed: string): Proposal | undefined {
  const prefix = 'gcr.io/distroless/';
  if (!typed.startsWith(prefix) || typed.includes(':')) return undefined;
  const names = listedDistrolessVariants.flatMap((variant) =>
    listedDistrolessDebians.map((number) => `${prefix}${variant}-debian${number}:nonroot`),
  );
  const drafts = rank(place, names).map(({ name, facts, detail }) =>
    imageDraft(name.slice(prefix.length), name, facts, detail),
  );
  return { typed: typed.slice(prefix.length), rest: imageRest, drafts };
}

interface Ranked {
  readonly name: string;
  readonly facts: ImageFacts;
  readonly fit: Fit['fit'];
  readonly detail: string | undefined;
}

const order = ['runs', 'unknown', 'fails'] as const;

/** Images in the order in which they suit what the stages above build; that of the list among equals. */
function rank(place: Place, names: readonly string[]): readonly Ranked[] {
  const programs = programsFor(place);
  const ranked = names.flatMap((name): Ranked[] => {
    const reference = parseImageReference(name);
    const facts = reference && lookUpImage(reference);
    return facts ? [{ name, facts, ...fitOf(place, programs, facts) }] : [];
  });
  return order.flatMap((fit) => ranked.filter((each) => each.fit === fit));
}

interface Program {
  readonly build: GoBuild;
  readonly output: Output;
  readonly path: string;
}

/** The programs that the stage gets; those of all stages above, if nothing has been copied yet. */
function programsFor({ model, stage }: Place): readonly Program[] {
  const toProgram = (build: GoBuild | undefined, output: number, path: string | undefined): Program[] => {
    const found = build?.outputs[output];
    return build && found?.kind === 'program' ? [{ build, output: found, path: path ?? say`the program` }] : [];
  };
  const copied = stage
    ? artifactsIn(stage.files).flatMap(({ path, artifact }) =>
        toProgram(buildAt(model, artifact.build), artifact.output, path),
      )
    : [];
  if (copied.length > 0) return copied;
  return model.goBuilds
    .filter((build) => build.stage < (stage?.index ?? 0))
    .flatMap((build) => build.outputs.flatMap((output, index) => toProgram(build, index, valueOf(output.path))));
}

interface Fit {
  readonly fit: 'runs' | 'unknown' | 'fails';
  readonly detail: string | undefined;
}

/** Whether the loader of an image would start the programs: what the verdict rests on too. */
function fitOf({ stage }: Place, programs: readonly Program[], facts: ImageFacts): Fit {
  const [first] = programs;
  if (!stage || !first) return { fit: 'unknown', detail: undefined };
  const other: Stage = {
    ...stage,
    image: facts,
    libc: facts.libc,
    files: baseFiles(facts.files, facts.directoryLinks),
  };
  for (const { build, output, path } of programs) {
    const { problem } = checkLinkage(other, output, { path, word: path }, build);
    if (problem) return { fit: problem.certainty === 'known' ? 'fails' : 'unknown', detail: complaint(problem, path) };
  }
  const linkages = programs.map(({ output }) => valueOf(output.linkage));
  if (linkages.some((linkage) => linkage === undefined || linkage.kind === 'unknown' || linkage.kind === 'fails'))
    return { fit: 'unknown', detail: undefined };
  const dynamic = programs.find(({ output }) => valueOf(output.linkage)?.kind === 'dynamic');
  return { fit: 'runs', detail: dynamic ? say`new enough for ${dynamic.path}` : say`${first.path} is static` };
}

function complaint({ kind, details }: NonNullable<Loading['problem']>, path: string): string {
  const { needs = '', library = '' } = details;
  switch (kind) {
    case 'glibc-too-old':
      return needs === '' ? say`may be too old for ${path}` : say`too old: ${path} needs glibc ${needs}`;
    case 'shared-library-missing':
      return say`without ${library}, which ${path} needs`;
    case 'crashing-static-link':
      return say`${path} does not start anywhere`;
    default:
      return say`${path} needs ${needs}`;
  }
}

/** What is in an image, in a few words. */
function describeImage(facts: ImageFacts | undefined): string | undefined {
  if (!facts || !isSettled(facts.libc)) return facts?.title;
  const { kind } = facts.libc.value;
  const version = valueOf(libcVersionOf(facts));
  if (kind === 'none') return say`no C library`;
  return version === undefined ? kind : `${kind} ${version}`;
}

function imageDraft(label: string, whole: string, facts: ImageFacts | undefined, detail: string | undefined): Draft {
  const contents = describeImage(facts);
  return {
    label,
    kind: 'image',
    detail: [contents, detail].filter((part) => part !== undefined).join(', '),
    documentation: () => documentImage(whole, facts),
  };
}

function documentImage(whole: string, facts: ImageFacts | undefined): string | undefined {
  const reference = parseImageReference(whole);
  const repository = reference?.repository ?? whole;
  const image = imageTexts.find(({ pattern }) => pattern.test(repository));
  const tag = tagTexts.find(
    (row) => row.repository.test(repository) && reference?.tag !== undefined && row.pattern.test(reference.tag),
  );
  const yesNo = (fact: ImageFacts['compiler']): string =>
    isSettled(fact) ? (fact.value ? say`yes` : say`no`) : say`not known`;
  const contents =
    facts?.family === undefined
      ? undefined
      : [
          ...(facts.title === undefined ? [] : [`**${facts.title}**`, '']),
          `- ${say`C library: ${describeImage(facts) ?? say`not known`}`}`,
          `- ${say`CA certificates`}: ${say`${yesNo(facts.caCertificates)}, time zone data: ${yesNo(facts.timeZoneData)}`}`,
          `- ${say`Shell`}: ${isSettled(facts.shell) ? (facts.shell.value ?? say`no`) : say`not known`}`,
          ...(valueOf(facts.goVersion) === undefined
            ? []
            : [`- ${capitalise(say`C compiler`)}: ${yesNo(facts.compiler)}`]),
        ].join('\n');
  return documentRow(image, contents, tag?.text);
}

/** Tags of the golang image, those that suit go.mod and the other stages first; none that is too old for go.mod. */
function goTagsFor(place: Place, typed: string): readonly ListedGoTag[] {
  const directive = moduleOf(place)?.go?.version;
  const exact = /^(\d+\.\d+)\.?\d*/.exec(typed)?.[1];
  const suffixes = suffixOrder(place);
  const suits = listedGoTags(exact).flatMap((listed, index) => {
    const version = parseGoVersion(listed.version);
    if (!version || (directive && !goDirectiveSatisfied(version, directive))) return [];
    const group = groupOf(listed, minorText(directive));
    const suffix = suffixes.indexOf(listed.suffix ?? '');
    return [{ listed, index, group, suffix: suffix < 0 ? suffixes.length : suffix }];
  });
  suits.sort(
    (a, b) =>
      a.group - b.group ||
      compareVersions(b.listed.minor, a.listed.minor) ||
      a.listed.version.length - b.listed.version.length ||
      compareVersions(b.listed.version, a.listed.version) ||
      a.suffix - b.suffix ||
      a.index - b.index,
  );
  return suits.map(({ listed }) => listed);
}

/** Items for tags of the golang image. */
function goTagDrafts(place: Place, tags: readonly ListedGoTag[]): readonly Draft[] {
  const wanted = moduleOf(place)?.go;
  const contents = new Map<string, string>();
  // A suite has the same contents for each Go; without one, the Go decides on the suite.
  const contentsOf = ({ tag, suffix }: ListedGoTag): string => {
    const key = suffix === undefined || suffix === 'alpine' ? tag : suffix;
    const known = contents.get(key) ?? describeGoImage(tag);
    contents.set(key, known);
    return known;
  };
  return tags.map((listed) => {
    const parts = [
      contentsOf(listed),
      wanted && listed.minor === minorText(wanted.version) ? say`as go.mod: go ${wanted.text}` : undefined,
      isMaintained(listed.minor) ? undefined : say`no longer maintained`,
    ];
    return {
      label: listed.tag,
      kind: 'image',
      detail: parts.filter((part) => part !== undefined).join(', '),
      documentation: () => documentImage(`golang:${listed.tag}`, lookUpImage(golangImage(listed.tag))),
    };
  });
}

function golangImage(tag: string): ImageName {
  return { repository: 'golang', tag, digest: undefined };
}

function describeGoImage(tag: string): string {
  const facts = lookUpImage(golangImage(tag));
  const release = valueOf(facts.release);
  const parts = [
    release === undefined ? undefined : `${facts.distribution === 'alpine' ? 'Alpine' : 'Debian'} ${release}`,
    describeImage(facts),
    valueOf(facts.compiler) === true ? 'gcc' : say`no gcc`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function minorText(version: { readonly major: number; readonly minor: number } | undefined): string | undefined {
  return version && `${version.major}.${version.minor}`;
}

/** A Go release that still gets fixes goes first, and among those the one of go.mod. */
function groupOf({ minor }: ListedGoTag, wanted: string | undefined): number {
  return (isMaintained(minor) ? 0 : 2) + (wanted === undefined || minor === wanted ? 0 : 1);
}

/** Suffixes in order of preference: what other stages of Go use, then what the image shipped stands on, then pinned ones. */
function suffixOrder({ model, stage }: Place): readonly string[] {
  const others = model.stages.filter(({ index }) => index !== stage?.index);
  const releaseOf = (other: Stage): readonly string[] => {
    const release = valueOf(other.root.release);
    if (release === undefined) return [];
    if (other.root.distribution === 'alpine') return [`alpine${release}`, 'alpine'];
    const suite = /^\d+$/.test(release)
      ? listedDebianSuites.find((name) => name === debianSuiteOf(release)?.name)
      : release;
    return other.root.distribution === 'debian' && suite !== undefined ? [suite] : [];
  };
  const builders = others.filter(({ root }) => root.family === 'golang').flatMap(releaseOf);
  const shipped =
    model.target && model.target !== stage && model.target.root.family !== 'golang' ? releaseOf(model.target) : [];
  const pinned = [...listedDebianSuites, ...listedAlpineReleases.map((release) => `alpine${release}`)];
  return [...new Set([...builders, ...shipped, ...pinned, '', 'alpine'])];
}
