import { isSettled, valueOf } from '../../facts/fact';
import { resolvePath } from '../../model/files';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { defineRule, type Finding, type Fix } from '../rule';
import { isChosenByVariable, showsSeveralPlatforms, type SeveralPlatforms } from '../severalPlatforms';

export const hardCodedDownloadArchitecture = defineRule({
  id: 'hard-coded-download-architecture',
  title: 'Download for one architecture in a Dockerfile for several',
  severity: 'warning',
  fix: 'sometimes',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    const downloads = model.stages.flatMap((stage) =>
      stage.needed && !isChosenByVariable(model, stage) ? downloadsOf(model, stage) : [],
    );
    const proof = downloads.length > 0 ? showsSeveralPlatforms(model) : undefined;
    if (!proof) return;
    for (const download of downloads) {
      // Files for several architectures are chosen from later.
      if (new Set(downloads.filter(({ stage }) => stage === download.stage).map(({ means }) => means)).size > 1)
        continue;
      yield report(model, download, proof);
    }
  },
});

interface Download {
  readonly stage: Stage;
  readonly step: Step;
  /** The word for the architecture within the address. */
  readonly span: Span;
  readonly word: string;
  /** As Go and BuildKit spell it. */
  readonly means: string;
  /** Where the file is put, if it can be told. */
  readonly path: string | undefined;
  readonly editable: boolean;
}

const spellings: Readonly<Record<string, string>> = {
  amd64: 'amd64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  arm64: 'arm64',
  aarch64: 'arm64',
};
const architecture = /(?<![A-Za-z0-9])(amd64|x86[_-]64|arm64|aarch64)(?![A-Za-z0-9])/g;

/** What asks for the platform, or may: then the address is one of several, or whatever needs the file knows. */
const asksForPlatform =
  /TARGET(?:ARCH|PLATFORM|VARIANT)|BUILD(?:ARCH|PLATFORM)|\buname\b|--print-arch|GOARCH|\barch\b|\bqemu/;

/** Files for another system are not meant for this image, and repositories of packages have all architectures. */
const otherSystem = /darwin|macos|windows|\.exe\b|freebsd|\/(?:dists|binary-)/i;

function downloadsOf(model: BuildModel, stage: Stage): readonly Download[] {
  if (stage.platformFollows !== 'target' && stage.platformFollows !== 'build') return [];
  const { text } = model.dockerfile;
  const found: Download[] = [];
  for (const step of stage.steps) {
    const { instruction } = step;
    if (instruction.onbuild) continue;
    if (instruction.kind === 'ADD') {
      for (const { span } of instruction.sources) add(stage, step, span, undefined, true);
      continue;
    }
    for (const command of step.execution?.commands ?? []) {
      const [first, ...rest] = command.argv;
      const name = first && valueOf(first.value);
      if ((name !== 'curl' && name !== 'wget') || command.runs !== 'always') continue;
      const names = rest.map(({ value }) => valueOf(value));
      const at = names.findIndex((word) => word === (name === 'curl' ? '-o' : '-O') || word === '--output');
      const output = at < 0 ? undefined : names[at + 1];
      const directory = valueOf(command.workdir);
      const path = output === undefined || directory === undefined ? undefined : resolvePath(directory, output);
      for (const argument of rest)
        if (isSettled(argument.value) && argument.word)
          add(stage, step, argument.span, path, command.approximate !== true);
    }
  }
  return found;

  function add(stage: Stage, step: Step, place: Span, path: string | undefined, editable: boolean): void {
    const written = slice(text, place);
    if (!/^["']?https?:\/\//.test(written) || otherSystem.test(written)) return;
    const matches = [...written.matchAll(architecture)];
    const word = matches[0]?.[1];
    const means = word === undefined ? undefined : ownValue(spellings, word);
    if (word === undefined || means === undefined || matches.some(([other]) => ownValue(spellings, other) !== means))
      return;
    if (asksForPlatform.test(slice(text, step.instruction.span))) return;
    const last = matches.at(-1);
    const start = place.start + (last?.index ?? 0);
    found.push({
      stage,
      step,
      span: { start, end: start + (last?.[0].length ?? 0) },
      word: last?.[0] ?? word,
      means,
      path,
      editable,
    });
  }
}

function report(model: BuildModel, download: Download, proof: SeveralPlatforms): Finding {
  const { stage, span, means } = download;
  const onBuild = stage.platformFollows === 'build' && !isShipped(model, download);
  return {
    span,
    certainty: 'known',
    message: onBuild
      ? say`This file is for ${means} whatever machine the build runs on. If it is a program, a build on another one ends with "exec format error".`
      : say`This file is always for ${means}, and ${proof.says}. If it is a program, it does not start in an image for another one: "exec format error".`,
    related: proof.related,
    fixes: () => followPlatform(model, download, onBuild ? 'BUILDARCH' : 'TARGETARCH'),
  };
}

/** Whether another stage takes the file: it is for the image then, wherever it was fetched. */
function isShipped(model: BuildModel, { stage, path }: Download): boolean {
  return model.stages.some(
    ({ needed, steps }) =>
      needed &&
      steps.some(({ copy }) => {
        if (copy?.from.kind !== 'stage' || copy.from.index !== stage.index || path === undefined) return false;
        return copy.sources.some((source) => {
          const taken = valueOf(source.path);
          return taken !== undefined && `${path}/`.startsWith(`${resolvePath('/', taken)}/`);
        });
      }),
  );
}

/** What compares the file with a sum: that of another architecture's file is another one. */
const checksSum = /sha(?:1|224|256|384|512)|md5|--checksum|[0-9a-f]{64}/i;

/** `$TARGETARCH` for each word in the instruction, where the address spells architectures as BuildKit does. */
function followPlatform(model: BuildModel, download: Download, name: string): readonly Fix[] {
  const { step, stage, word, means, editable } = download;
  const { text } = model.dockerfile;
  const { instruction } = step;
  const written = slice(text, instruction.span);
  if (!editable || word !== means || checksSum.test(written)) return [];
  if (instruction.kind === 'RUN' && (instruction.exec || instruction.heredocs.length > 0)) return [];
  const matches = [...written.matchAll(architecture)];
  if (matches.some(([other]) => other !== word) || /'/.test(written)) return [];
  // A file that keeps its name is named by others.
  const others = stage.steps.filter((other) => other !== step);
  if (others.some((other) => slice(text, other.instruction.span).match(architecture))) return [];
  const edits: Edit[] = matches.map(({ index }) => {
    const start = instruction.span.start + index;
    return { span: { start, end: start + word.length }, newText: `\${${name}}` };
  });
  if (!step.environment.has(name)) edits.unshift(insertBefore(model, instruction, `ARG ${name}`));
  return [{ title: say`Download for $${name}`, safety: 'review', edits }];
}
