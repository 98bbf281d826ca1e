import { valueOf } from '../../facts/fact';
import type { GoFlag } from '../../golang/types';
import { isAtLeast } from '../../golang/version';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { instructionAt } from '../fixes/startCommand';
import { removeInstruction } from '../fixes/instructions';
import { consequence } from '../presumption';
import { buildOf, problemsOf, quote, related } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';

export const obsoleteGoSetting = defineRule({
  id: 'obsolete-go-setting',
  title: 'Setting that this Go no longer needs or no longer takes',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    for (const problem of problemsOf(model, 'obsolete-go-setting')) {
      const build = buildOf(model, problem);
      if (!build || seen.has(problem.span.start)) continue;
      seen.add(problem.span.start);
      const isFlag = problem.details['setting'] === '-i';
      const why = isFlag ? say`Go 1.20 dropped the flag -i` : say`The build cache cannot be turned off from Go 1.12 on`;
      yield {
        span: problem.span,
        certainty: problem.certainty,
        message: say`${why}. The command ends with ${quote(problem.error)}.${consequence(build)}`,
        related: related(problem.because, problem.span),
        fixes: () =>
          isFlag
            ? dropFlags(
                model,
                build,
                build.go.flags.filter(({ name }) => name === 'i'),
                'safe',
              )
            : dropVariable(model, build, 'GOCACHE', 'off', problem.span),
      };
    }
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true) continue;
      for (const finding of [modulesOn(model, build), installSuffix(model, build)]) {
        if (!finding || seen.has(finding.span.start)) continue;
        seen.add(finding.span.start);
        yield finding;
      }
    }
  },
});

/** GO111MODULE=on is the default since Go 1.16. */
function modulesOn(model: BuildModel, build: GoBuild): Finding | undefined {
  const set = build.command.environment.get('GO111MODULE');
  const version = valueOf(build.goVersion);
  if (!set?.origin || valueOf(set.value) !== 'on' || !version || !isAtLeast(version, 1, 16)) return undefined;
  const span = set.origin;
  if (!isWritten(model, span, 'GO111MODULE', 'on')) return undefined;
  return {
    span,
    certainty: 'known',
    severity: 'information',
    message: say`Modules are on by default since Go 1.16. GO111MODULE=on changes nothing here.`,
    fixes: () => dropVariable(model, build, 'GO111MODULE', 'on', span),
  };
}

/** `-a -installsuffix cgo`: the build cache of Go 1.10 and later keeps builds with and without cgo apart. */
function installSuffix(model: BuildModel, build: GoBuild): Finding | undefined {
  const { flags } = build.go;
  const suffix = flags.find(({ name, from }) => name === 'installsuffix' && from === 'command line');
  const version = valueOf(build.goVersion);
  if (!suffix || !version || !isAtLeast(version, 1, 10)) return undefined;
  const all = flags.find(
    ({ name, value, from }) => name === 'a' && valueOf(value) === 'true' && from === 'command line',
  );
  const says = all ? say`, and -a makes go compile everything anew each time` : '';
  return {
    span: suffix.span,
    certainty: 'known',
    severity: 'information',
    message: say`Go 1.10 and later keep builds with and without cgo apart by themselves. -installsuffix changes nothing here${says}.`,
    ...(all && { related: [{ span: all.span, message: say`-a was needed together with it` }] }),
    // Until Go 1.19 packages of the standard library came compiled, and -a decided whether those were taken.
    fixes: () =>
      dropFlags(model, build, all ? [all, suffix] : [suffix], all && !isAtLeast(version, 1, 20) ? 'review' : 'safe'),
  };
}

function isWritten({ dockerfile: { text } }: BuildModel, { start, end }: Span, name: string, value: string): boolean {
  const written = text.slice(start, end);
  return [`${name}=${value}`, `${name}="${value}"`, `${name}='${value}'`, `${name} ${value}`].includes(written);
}

function dropFlags(model: BuildModel, build: GoBuild, flags: readonly GoFlag[], safety: Fix['safety']): readonly Fix[] {
  if (build.command.approximate === true || build.instruction.exec) return [];
  const { text } = model.dockerfile;
  const written = flags.filter(({ from }) => from === 'command line');
  if (written.some(({ name, span }) => !/^--?\w/.test(text.slice(span.start, span.end)) || name === '')) return [];
  const edits = written.map(({ span }): Edit => ({ span: withBlanks(text, span), newText: '' }));
  return [{ title: say`Remove ${listWords(written.map(({ name }) => `-${name}`))}`, safety, edits }];
}

/** With the blanks behind it, continued lines among them. */
function withBlanks(text: string, { start, end }: Span): Span {
  const blanks = /^(?:[ \t]|\\\r?\n)*/.exec(text.slice(end, end + 200))?.[0].length ?? 0;
  return { start, end: end + blanks };
}

/** Takes an assignment away: an ENV or ARG of its own as a whole, one in front of a command with the blank behind it. */
function dropVariable(model: BuildModel, build: GoBuild, name: string, value: string, span: Span): readonly Fix[] {
  if (!isWritten(model, span, name, value)) return [];
  const title = say`Remove ${name}=${value}`;
  const { text } = model.dockerfile;
  if (build.command.approximate !== true && build.command.assignments.some((own) => own.span.start === span.start)) {
    const isEnv = build.command.wrappers.some((wrapper) => wrapper.name === 'env');
    return isEnv ? [] : [{ title, safety: 'safe', edits: [{ span: withBlanks(text, span), newText: '' }] }];
  }
  const instruction = instructionAt(model, span)?.step.instruction;
  if (instruction?.kind !== 'ENV') return [];
  if (instruction.pairs.length === 1)
    return [{ title, safety: 'safe', edits: [removeInstruction(model, instruction)] }];
  const index = instruction.pairs.findIndex((pair) => pair.span.start === span.start);
  const [before, own, after] = [instruction.pairs[index - 1], instruction.pairs[index], instruction.pairs[index + 1]];
  if (!own) return [];
  const cut = after
    ? { start: own.span.start, end: after.span.start }
    : { start: before?.span.end ?? own.span.start, end: own.span.end };
  // A comment between the lines stays, so the line does.
  return text.slice(cut.start, cut.end).includes('#')
    ? []
    : [{ title, safety: 'safe', edits: [{ span: cut, newText: '' }] }];
}
