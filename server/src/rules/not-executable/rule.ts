import { isSettled } from '../../facts/fact';
import type { BuildModel, Problem, Step } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { shellIsMissing } from '../../model/walkStage';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import { insertAfter } from '../fixes/instructions';
import { instructionAt, makeExecutable } from '../fixes/startCommand';
import { problemsOf, quote, related, stageOf } from '../problems';
import { defineRule, type Fix } from '../rule';

export const notExecutable = defineRule({
  id: 'not-executable',
  title: 'The file that is started has no execute bit',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'not-executable')) {
      const { path = '', name = path } = problem.details;
      const place = placeOf(model, problem, path);
      const cause = place?.downloaded === true ? say`, as nothing that is fetched over the network has one` : '';
      const presumed =
        problem.certainty === 'presumed'
          ? say` This presumes that the base image brings no program called ${name}.`
          : '';
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message:
          problem.phase === 'build'
            ? say`${path} has no execute bit${cause}. The build stops here: ${quote(problem.error)}.`
            : say`${path} has no execute bit${cause}. The container will not start: ${quote(problem.error)}.${presumed}`,
        related: related(problem.because, problem.span),
        fixes: () => (place ? fixesAt(model, place.span, path) : []),
      };
    }
  },
});

function placeOf(
  model: BuildModel,
  problem: Problem,
  path: string,
): { readonly span: Span; readonly downloaded: boolean | undefined } | undefined {
  const stage = stageOf(model, problem);
  const found = stage && lookUp(stage.files, path);
  if (found?.state !== 'entry' || !found.entry.span) return undefined;
  return { span: found.entry.span, downloaded: found.entry.downloaded };
}

/** At the COPY or ADD if that brings this file alone, else in or behind the RUN that writes it. */
function fixesAt(model: BuildModel, place: Span, path: string): readonly Fix[] {
  const at = instructionAt(model, place);
  if (!at) return [];
  const { instruction } = at.step;
  if (instruction.kind === 'COPY' || instruction.kind === 'ADD') {
    if (bringsOneFile(at.step))
      return [
        {
          title: say`Give the file an execute bit with --chmod=0755`,
          safety: 'safe',
          edits: [makeExecutable(instruction)],
        },
      ];
    if (shellIsMissing(at.step.image.shells.certainty === 'known' ? { ...at.step, shell: at.stage.shell } : at.stage))
      return [];
    return [chmodBehind(model, at.step, path)];
  }
  if (instruction.kind !== 'RUN') return [];
  // In a script that cannot be read to its end, nothing can be added for certain.
  if ((at.step.execution?.errors.length ?? 0) > 0) return [];
  const command = at.step.execution?.commands.find((candidate) => contains(candidate.span, place));
  const rest = command && model.dockerfile.text.slice(command.span.end, instruction.span.end);
  // Behind the command itself, where nothing else of it follows, the file is written to one layer only.
  if (command && command.approximate !== true && instruction.script && rest !== undefined && /^\s*(&&|$)/.test(rest)) {
    const end = command.span.end;
    const edit = { span: { start: end, end }, newText: ` && chmod +x ${path}` };
    return [{ title: say`Make ${path} executable`, safety: 'safe', edits: [edit] }];
  }
  return [chmodBehind(model, at.step, path)];
}

function chmodBehind(model: BuildModel, step: Step, path: string): Fix {
  const edits = [insertAfter(model, step.instruction, `RUN chmod +x ${path}`)];
  return { title: say`Make ${path} executable`, safety: 'review', edits };
}

function bringsOneFile({ copy, instruction }: Step): boolean {
  if (!copy) return false;
  if (copy.sources.length + instruction.heredocs.length !== 1) return false;
  if (instruction.heredocs.length === 1) return true;
  const [source] = copy.sources;
  if (!source || !isSettled(source.path) || !isSettled(copy.destination)) return false;
  const from = source.path.value;
  const name = from.slice(from.lastIndexOf('/') + 1);
  return /^https?:/.test(from) || (name !== '' && name !== '.' && !/[*?[]/.test(from) && !isFolder(from));
}

/** The source's last word is no file name: `.`, `dist/`. */
function isFolder(path: string): boolean {
  return path.endsWith('/') || /(^|\/)\.\.?$/.test(path);
}
