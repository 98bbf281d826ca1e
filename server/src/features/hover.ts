import type { Analysis, ContextOrigin } from '../analysis';
import type { Flag, Instruction } from '../dockerfile/instruction';
import { formatPlatform } from '../dockerfile/platform';
import { isSettled, valueOf, type Evidence } from '../facts/fact';
import { formatGoVersion } from '../golang/version';
import { libcVersionOf } from '../images/releases';
import type { BuildModel, GoBuild, Stage, Step } from '../model/buildModel';
import { docsUrl } from '../rules/page';
import { LineIndex } from '../text/lineIndex';
import { touches, type Span } from '../text/span';
import { agentNote } from './agentNote';
import { describeLinkerFlags } from './linkerFlagText';
import { describeAgentVariable, describeObservability, describePodLabel } from './observabilityHover';
import { describeLinkage, describeVerdict } from './wording';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** What stands under the cursor: what it is, what it does here, and what follows from it; undefined if there is nothing to say. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
  const { model } = analysis;
  const stage = model.stages.find((candidate) => touches(candidate.span, offset));
  if (!stage) return undefined;
  if (touches(stage.from.span, offset)) return hoverFrom(model, stage, offset);
  const step = stage.steps.find(({ instruction }) => touches(instruction.span, offset));
  if (!step) return undefined;
  const found = hoverGoBuild(analysis, stage, step.instruction, offset) ?? hoverStep(analysis, stage, step, offset);
  return found && { span: found.span, markdown: withFindings(analysis, found, offset) };
}

function hoverFrom(model: BuildModel, stage: Stage, offset: number): Hover | undefined {
  const platform = stage.from.flags.find((flag) => flag.name === 'platform');
  if (platform && touches(platform.span, offset)) return { span: platform.span, markdown: platformText(stage) };
  const span = stage.from.image?.span ?? stage.from.keywordSpan;
  const { image } = stage;
  const lines = [
    `**${stage.root.title ?? (stage.base.kind === 'scratch' ? 'scratch: an empty image' : 'An image that is not in the catalogue')}**`,
    '',
  ];
  const libc = valueOf(stage.libc);
  const version = valueOf(libcVersionOf(image));
  lines.push(
    `- C library: ${libc === undefined ? 'not known' : libc.kind === 'none' ? 'none; only static binaries start here' : `${libc.kind}${version ? ` ${version}` : ''}`}`,
  );
  const go = valueOf(stage.goVersion);
  if (go) {
    lines.push(`- Go ${formatGoVersion(go)}`);
    lines.push(
      `- C compiler: ${yesNo(image.compiler)}${valueOf(image.compiler) === false ? ', so cgo is off unless CGO_ENABLED=1 asks for it (since Go 1.20)' : ''}`,
    );
  }
  lines.push(
    `- Shell: ${image.shell.certainty === 'unknown' ? 'not known' : (image.shell.value ?? 'none; RUN, CMD and ENTRYPOINT need the exec form')}`,
  );
  lines.push(`- CA certificates: ${yesNo(image.caCertificates)} · time zone data: ${yesNo(image.timeZoneData)}`);
  const observed = describeObservability(model);
  if (observed !== undefined && stage.needed) lines.push('', observed);
  if (stage === model.target) lines.push('', describeVerdict(model));
  else if (!stage.needed) lines.push('', 'The target does not need this stage.');
  return { span, markdown: lines.join('\n') };
}

function yesNo(fact: Stage['image']['compiler']): string {
  return fact.certainty === 'unknown' ? 'not known' : fact.value ? 'yes' : 'no';
}

function platformText(stage: Stage): string {
  const platform = valueOf(stage.platform);
  const where = platform ? formatPlatform(platform) : 'a platform that cannot be told';
  const follows: Readonly<Record<Stage['platformFollows'], string>> = {
    build:
      'The stage runs on the machine that builds, so nothing in it is emulated. Its go builds need GOOS and GOARCH of the target.',
    target: 'The stage runs on the platform of the image. On another machine it is emulated.',
    fixed: 'The stage runs on this platform whatever the target is.',
    unknown: 'The platform depends on an argument without a default.',
  };
  return `**${where}**\n\n${follows[stage.platformFollows]}`;
}

function hoverGoBuild(analysis: Analysis, stage: Stage, instruction: Instruction, offset: number): Hover | undefined {
  const { model } = analysis;
  const build = model.goBuilds.find(
    (candidate) =>
      candidate.stage === stage.index &&
      candidate.instruction === instruction &&
      touches(candidate.command.span, offset),
  );
  if (!build) return undefined;
  const found = hoverBuild(model, stage, build, offset);
  const note = agentNote(analysis, build, offset);
  return note === undefined ? found : { span: found.span, markdown: `${found.markdown}\n\n${note}` };
}

function hoverBuild(model: BuildModel, stage: Stage, build: GoBuild, offset: number): Hover {
  const assignment = build.command.assignments.find((candidate) => touches(candidate.span, offset));
  if (assignment) {
    return {
      span: assignment.span,
      markdown:
        assignment.name === 'CGO_ENABLED'
          ? cgoText(model, build)
          : (describeAgentVariable(model, assignment.name, valueOf(assignment.value), { stage, as: 'command' }) ??
            `**${assignment.name}**: for this command only.`),
    };
  }
  const flag = build.go.flags.find((candidate) => candidate.from === 'command line' && touches(candidate.span, offset));
  if (flag?.name === 'ldflags')
    return { span: flag.span, markdown: `${describeLinkerFlags(build.linker)}\n\n${buildText(model, build)}` };
  return { span: build.command.span, markdown: buildText(model, build) };
}

function cgoText(model: BuildModel, build: GoBuild): string {
  const lines = [
    '**CGO_ENABLED**: only `0` and `1` count; anything else is as if it were not set.',
    '',
    `Here: ${build.cgoDecision.says}.`,
    '',
    buildText(model, build),
  ];
  return lines.join('\n');
}

function buildText(model: BuildModel, build: GoBuild): string {
  const outputs = build.outputs.map((output) => `\`${valueOf(output.path) ?? '?'}\``).join(', ');
  const platform = `${valueOf(build.goos) ?? '?'}/${valueOf(build.goarch) ?? '?'}`;
  const lines = [
    `**go ${build.go.verb}** for ${platform}${outputs ? ` writes ${outputs}` : ''}: ${describeLinkage(build)}`,
    '',
    ...reasons(model, build.because),
  ];
  const observed = describeObservability(model);
  if (observed !== undefined) lines.push('', observed);
  const { target } = model;
  if (target && model.stages[build.stage]?.needed) lines.push('', describeVerdict(model));
  return lines.join('\n');
}

/** The chain of evidence as a list, with the lines it refers to. */
function reasons(model: BuildModel, because: readonly Evidence[]): readonly string[] {
  const lines = new LineIndex(model.dockerfile.text);
  return [
    ...new Set(
      because.map(({ span, says }) => (span ? `- ${says} (line ${lines.lineAt(span.start) + 1})` : `- ${says}`)),
    ),
  ];
}

function hoverStep(analysis: Analysis, stage: Stage, step: Step, offset: number): Hover | undefined {
  const { model } = analysis;
  const { instruction } = step;
  switch (instruction.kind) {
    case 'COPY':
    case 'ADD':
      return hoverCopy(
        analysis,
        step,
        instruction.flags.find((flag) => flag.name === 'from'),
        offset,
      );
    case 'ENTRYPOINT':
    case 'CMD': {
      if (stage !== model.target) return undefined;
      const lines = [
        `**${instruction.keyword}**: what the container starts.`,
        '',
        describeVerdict(model),
        '',
        ...reasons(model, model.verdict.because),
      ];
      return { span: instruction.span, markdown: lines.join('\n') };
    }
    case 'ENV':
    case 'ARG': {
      const names = instruction.kind === 'ENV' ? instruction.pairs : instruction.args;
      const pair = names.find((candidate) => touches(candidate.span, offset));
      if (!pair) return undefined;
      const build =
        pair.name === 'CGO_ENABLED' ? model.goBuilds.find((candidate) => candidate.stage === stage.index) : undefined;
      const markdown = build
        ? cgoText(model, build)
        : describeAgentVariable(model, pair.name, pair.value?.raw, { stage, as: instruction.kind });
      return markdown === undefined ? undefined : { span: pair.span, markdown };
    }
    case 'LABEL': {
      const word = instruction.words.find((candidate) => touches(candidate.span, offset));
      const markdown = word && describePodLabel(word.raw.replace(/=.*$/s, '').replaceAll('"', ''));
      return markdown === undefined ? undefined : { span: word?.span ?? instruction.span, markdown };
    }
    default:
      return undefined;
  }
}

function hoverCopy(analysis: Analysis, step: Step, flag: Flag | undefined, offset: number): Hover | undefined {
  const { copy } = step;
  const { model, contextOrigin } = analysis;
  if (copy?.from.kind === 'context') return contextOrigin && hoverContext(step.instruction, contextOrigin);
  if (!copy || !flag) return undefined;
  if (copy.from.kind !== 'stage')
    return {
      span: flag.span,
      markdown: 'Copies from an image that is not part of this file; what it holds is not known.',
    };
  const from = model.stages[copy.from.index];
  const name = from?.name ?? String(copy.from.index);
  const builds = model.goBuilds.filter((build) => build.stage === from?.index);
  const paths = new Set(copy.sources.flatMap(({ path }) => (isSettled(path) ? [path.value] : [])));
  const made = builds.filter((build) =>
    build.outputs.some(
      (output) =>
        isSettled(output.path) &&
        [...paths].some(
          (path) =>
            output.path.certainty !== 'unknown' &&
            (output.path.value === path || output.path.value.startsWith(`${path.replace(/\/$/, '')}/`)),
        ),
    ),
  );
  const lines = [`**From the stage ${name}**`];
  for (const build of made) {
    const note = agentNote(analysis, build, offset);
    lines.push('', buildText(model, build), ...(note === undefined ? [] : ['', note]));
  }
  return { span: flag.span, markdown: lines.join('\n') };
}

function hoverContext({ keywordSpan }: Instruction, { folder, why }: ContextOrigin): Hover {
  const name = folder === '.' ? 'the folder of this file' : `\`${folder}\``;
  return { span: keywordSpan, markdown: `**Build context**: ${name}, as ${why}.` };
}

/** Adds a link to the page of each finding under the cursor. */
function withFindings(analysis: Analysis, found: Hover, offset: number): string {
  const links = analysis.findings
    .filter((finding) => touches(finding.span, offset))
    .map((finding) => `[${finding.rule.title}](${docsUrl(finding.rule.id)})`);
  return links.length > 0 ? `${found.markdown}\n\n${[...new Set(links)].join(' · ')}` : found.markdown;
}
