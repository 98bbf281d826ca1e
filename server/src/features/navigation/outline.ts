import type { Analysis } from '../../analysis';
import type { Instruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import { formatGoVersion } from '../../golang/version';
import { libcVersionOf } from '../../images/releases';
import type { GoBuild, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { describeLinkage } from '../wording';

/** A stage or an instruction in the outline of a Dockerfile. */
export interface OutlineItem {
  readonly kind: 'stage' | Instruction['kind'];
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  /** What to show and put the cursor on; within the span. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

/** Stages with their instructions, behind what stands before the first FROM. */
export function outline({ model }: Analysis): readonly OutlineItem[] {
  const { instructions } = model.dockerfile;
  const builds = new Map(model.goBuilds.toReversed().map((build) => [build.instruction, build]));
  const starts = model.stages.map(({ from }) => instructions.indexOf(from));
  const describeAll = (from: number, to: number | undefined): readonly OutlineItem[] =>
    instructions.slice(from, to).flatMap((instruction) => describe(builds, instruction));
  return [
    ...describeAll(0, starts[0]),
    ...model.stages.map((stage, index) => ({
      ...describeStage(stage),
      children: describeAll((starts[index] ?? 0) + 1, starts[index + 1]),
    })),
  ];
}

function describeStage(stage: Stage): Omit<OutlineItem, 'children'> {
  const { from, span, name, index } = stage;
  return {
    kind: 'stage',
    name: from.name?.raw ?? name ?? say`stage ${index}`,
    detail: stageDetail(stage),
    span,
    nameSpan: (from.name ?? from.image)?.span ?? from.keywordSpan,
  };
}

/** `golang:1.26 (glibc 2.41, Go 1.26)`. */
function stageDetail(stage: Stage): string {
  const libc = valueOf(stage.libc);
  const version = valueOf(libcVersionOf(stage.image));
  const go = valueOf(stage.goVersion);
  const facts = [
    ...(libc === undefined
      ? []
      : [libc.kind === 'none' ? say`no libc` : [libc.kind, version].filter(Boolean).join(' ')]),
    ...(go ? [`Go ${formatGoVersion(go)}`] : []),
  ];
  const image = stage.base.kind === 'image' ? stage.base.text : (stage.from.image?.raw ?? '');
  return facts.length > 0 ? `${image} (${facts.join(', ')})` : image;
}

const longestName = 60;

function describe(builds: ReadonlyMap<Instruction, GoBuild>, instruction: Instruction): readonly OutlineItem[] {
  const { kind, keyword, keywordSpan, span, argument } = instruction;
  const make = (name: string, detail: string, nameSpan: Span, whole = span): OutlineItem => ({
    kind,
    name,
    detail,
    span: whole,
    nameSpan,
    children: [],
  });
  const onbuild = instruction.onbuild ? 'ONBUILD ' : '';
  switch (kind) {
    case 'ARG':
      return instruction.args.map((arg) =>
        make(`${onbuild}ARG ${arg.name}`, arg.value?.raw ?? '', arg.nameSpan, arg.span),
      );
    case 'ENV':
      return instruction.pairs.map((pair) =>
        make(`${onbuild}ENV ${pair.name}`, pair.value.raw, pair.nameSpan, pair.span),
      );
    case 'RUN': {
      const build = builds.get(instruction);
      const script = instruction.heredocs.length > 0 ? instruction.script?.text : undefined;
      const text = script === undefined ? argument.text : joinCommands(script);
      return [make(shorten(`${onbuild}RUN ${text}`), build ? describeLinkage(build) : '', keywordSpan)];
    }
    default: {
      const flags = instruction.flags
        .filter(({ name }) => name === 'from')
        .map((flag) => `--from=${flag.value ?? ''} `);
      return [make(shorten(`${onbuild}${keyword} ${flags.join('')}${argument.text}`), '', keywordSpan)];
    }
  }
}

/** The lines of a script as one, with what a line break stands for between them. */
function joinCommands(script: string): string {
  const lines = script.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .reduce((text, line) => {
      const goesOn = text === '' || /(?:[;&|({\\]|\b(?:then|do|else))$/.test(text);
      return goesOn ? `${text.replace(/\\$/, '')} ${line}` : `${text}; ${line}`;
    }, '');
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line;
}
