import { isSettled } from '../../facts/fact';
import { linkerFlagsOf } from '../../golang/flagValues';
import { parseLinkerFlags } from '../../golang/linkerFlags';
import { quotedDefinition, splitDefinition } from '../../golang/splitDefinition';
import { findStrayLinkerFlags } from '../../golang/strayLinkerFlags';
import type { GoFlag } from '../../golang/types';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { placeInFlag } from '../fixes/flags';
import { consequence } from '../presumption';
import { buildOf, problemsOf, related } from '../problems';
import { defineRule, type Finding, type Fix } from '../rule';

export const malformedLinkerFlag = defineRule({
  id: 'malformed-linker-flag',
  title: 'Linker flag that go or the linker refuses',
  severity: 'error',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'malformed-linker-flag')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const { span, says, fixes } = wordingOf(problem)(model, build, problem);
      yield {
        span,
        certainty: problem.certainty,
        message: say`${says} go ${build.go.verb} fails: "${firstLine(problem.error)}".${consequence(build)}`,
        related: related(problem.because, problem.span).filter(({ span: at }) => at.start !== span.start),
        fixes,
      } satisfies Finding;
    }
  },
});

interface Wording {
  readonly span: Span;
  readonly says: string;
  readonly fixes: readonly Fix[];
}

type Words = (model: BuildModel, build: GoBuild, problem: Problem) => Wording;

function wordingOf({ details }: Problem): Words {
  if (details['problem'] === 'stray') return stray;
  if (details['problem'] === 'split') return split;
  return details['problem'] === 'not-a-string' ? notAString : malformed;
}

/** `-X main.debug=1` where main.debug is a bool. */
function notAString(model: BuildModel, build: GoBuild, problem: Problem): Wording {
  const name = problem.details['name'] ?? '';
  const flag = linkerFlagsOf(build.go)?.flag;
  const place = flag && placeInFlag(model, flag, name);
  return { span: place ?? problem.span, says: say`-X sets nothing but strings, and ${name} is none.`, fixes: [] };
}

/** `-X main.built=$(date)`: what the command prints holds blanks. */
function split(model: BuildModel, build: GoBuild, problem: Problem): Wording {
  const { flag, name } = splitDefinition(build.go) ?? {};
  const plain = say`Something that is printed into these flags holds blanks: go splits them there, and the linker takes a word of it for a file.`;
  if (!flag || name === undefined) return { span: problem.span, says: plain, fixes: [] };
  const { start, end } = flag.valueSpan;
  const { text } = model.dockerfile;
  const found = flag.from === 'command line' ? quotedDefinition(text.slice(start, end), name) : undefined;
  if (!found) return { span: problem.span, says: plain, fixes: [] };
  const place = { start: start + found.start, end: start + found.end };
  const isQuoted = text[start] === '"' || text[flag.span.start] === '"';
  const editable = isQuoted && !build.command.approximate && !build.instruction.exec;
  return {
    span: place,
    says: say`${found.value} becomes several words: go splits them, and the linker takes the second one for a file.`,
    fixes: editable
      ? [
          {
            title: say`Write ${found.corrected}`,
            safety: 'safe',
            edits: [{ span: place, newText: found.corrected }],
          },
        ]
      : [],
  };
}

/** `-ldflags -s -w .`: what stands outside of the value of -ldflags. */
function stray(_model: BuildModel, build: GoBuild, problem: Problem): Wording {
  const found = findStrayLinkerFlags(build.go, build.command);
  const words = problem.details['words'] ?? '';
  const says =
    found?.quotesLost === false
      ? say`${words} is for the linker, and go takes it for its own.`
      : say`Without quotes only the first word belongs to -ldflags, and go takes ${words} for itself.`;
  if (!found || found.corrected === undefined || build.instruction.exec) return { span: problem.span, says, fixes: [] };
  const title = found.quotesLost ? say`Quote the value of -ldflags` : say`Pass it through -ldflags`;
  return {
    span: problem.span,
    says,
    fixes: [{ title, safety: 'safe', edits: [{ span: found.span, newText: found.corrected }] }],
  };
}

/** A value of -ldflags that go cannot read, or that the linker refuses. */
function malformed(model: BuildModel, build: GoBuild, problem: Problem): Wording {
  const flag =
    build.go.flags.find(({ name, span }) => name === 'ldflags' && span === problem.span) ??
    linkerFlagsOf(build.go)?.flag;
  const value = flag && (isSettled(flag.value) ? flag.value.value : flag.partial);
  const found = value === undefined ? undefined : parseLinkerFlags(value).malformed;
  if (!flag || value === undefined || !found)
    return { span: problem.span, says: say`The linker flags cannot be read.`, fixes: [] };
  const part = value.slice(found.start, found.end);
  const place = placeInFlag(model, flag, part);
  const fix = place && found.corrected !== undefined ? correct(model, build, flag, place, found.corrected) : undefined;
  return {
    span: place ?? flag.valueSpan,
    says: found.isStrayWord
      ? say`${part} holds a word that is no flag, and the linker takes it for a file.`
      : say`The linker does not accept ${part}.`,
    fixes: fix ? [fix] : [],
  };
}

function correct(model: BuildModel, build: GoBuild, flag: GoFlag, place: Span, corrected: string): Fix | undefined {
  if (build.command.approximate || build.instruction.exec) return undefined;
  const title = say`Write ${corrected}`;
  const { text } = model.dockerfile;
  const around = text[flag.valueSpan.start] ?? '';
  const outer = around === '"' || around === "'" ? around : text[flag.span.start];
  const inner = /["']/.exec(corrected)?.[0];
  // Quotes within the quotes of the shell have to be the other ones.
  if (inner === undefined || inner !== outer)
    return { title, safety: 'safe', edits: [{ span: place, newText: corrected }] };
  const other = inner === '"' ? "'" : '"';
  if (corrected.includes(other)) return undefined;
  const swapped = corrected.replaceAll(inner, other);
  return { title: say`Write ${swapped}`, safety: 'safe', edits: [{ span: place, newText: swapped }] };
}

function firstLine(error: string | undefined): string {
  return error?.split('\n')[0] ?? '';
}
