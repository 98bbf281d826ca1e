import { valueOf } from '../../facts/fact';
import { isSupportedPort } from '../../golang/ports';
import type { BuildModel, GoBuild, Problem } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { variablesIn } from '../platformArgs';
import { consequence } from '../presumption';
import { buildOf, problemsOf, quote, related } from '../problems';
import { defineRule, type Fix } from '../rule';

export const retiredPort = defineRule({
  id: 'retired-port',
  title: 'Platform that Go does not build for',
  severity: 'error',
  fix: 'sometimes',
  category: 'platform',
  since: '0.1.0',
  *check(model) {
    for (const problem of problemsOf(model, 'retired-port')) {
      const build = buildOf(model, problem);
      if (!build) continue;
      const span = valueOfVariable(model, build, problem.details['name'] ?? '')?.span ?? problem.span;
      yield {
        span,
        certainty: problem.certainty,
        message: say`${reason(build, problem)} The command ends with ${quote(problem.error)}.${consequence(build)}`,
        related: related(problem.because, span),
        fixes: () => fixes(model, build, problem),
      };
    }
  },
});

function reason(build: GoBuild, { details }: Problem): string {
  const { pair = '', name = '', version = '', goos, goarch, removed, added } = details;
  const right = name === 'GOOS' ? goos : goarch;
  const wrong = valueOf(name === 'GOOS' ? build.goos : build.goarch);
  if (right !== undefined) return say`Go knows no ${name} called ${wrong ?? ''}; its name is ${right}.`;
  if (removed !== undefined) return say`Go ${removed} dropped ${pair}, and this is Go ${version}.`;
  if (added !== undefined) return say`Go builds for ${pair} from ${added} on, and this is Go ${version}.`;
  return say`Go does not build for ${pair}.`;
}

/** Go's own names in the place of all wrong ones; only if they then make a pair that this Go builds for. */
function fixes(model: BuildModel, build: GoBuild, { details }: Problem): readonly Fix[] {
  const { goos, goarch } = details;
  const version = valueOf(build.goVersion);
  if (goos === undefined || goarch === undefined || !version) return [];
  if (isSupportedPort(goos, goarch, version) !== true) return [];
  const edits: Edit[] = [];
  const titles: string[] = [];
  const wanted = [
    { name: 'GOOS', present: valueOf(build.goos), right: goos },
    { name: 'GOARCH', present: valueOf(build.goarch), right: goarch },
  ];
  for (const { name, present, right } of wanted) {
    if (present === right) continue;
    const place = valueOfVariable(model, build, name);
    if (!place || place.literal !== present) return [];
    edits.push({ span: place.span, newText: right });
    titles.push(`${name}=${right}`);
  }
  // armv6 and armv7 say what GOARM says in Go, and a variable that others read may be a part of a file's name.
  const read = new Set(variablesIn(model.dockerfile.text));
  const isSafe = goarch !== 'arm' && wanted.every(({ name, present, right }) => present === right || !read.has(name));
  return [{ title: say`Set ${listWords(titles)}`, safety: isSafe ? 'safe' : 'review', edits }];
}

/** Where the value of a variable is written for a go build, without quotes; undefined if it is not written to the letter. */
function valueOfVariable(
  model: BuildModel,
  build: GoBuild,
  name: string,
): { readonly span: Span; readonly literal: string } | undefined {
  const { text } = model.dockerfile;
  const own = build.command.assignments.findLast((assignment) => assignment.name === name);
  const origin = own?.span ?? build.command.environment.get(name)?.origin;
  if (!origin || (own && build.command.approximate === true)) return undefined;
  const [, start = '', , literal] =
    /^(\w+(?:=|[ \t]+)(["']?))([\w.]+)\2$/.exec(text.slice(origin.start, origin.end)) ?? [];
  if (literal === undefined || !start.startsWith(name)) return undefined;
  return { span: { start: origin.start + start.length, end: origin.start + start.length + literal.length }, literal };
}
