import { valueOf } from '../../facts/fact';
import { isGoVariable } from '../../golang/variables';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import { editDistance } from '../../text/nearest';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { needsCgo } from '../fixes/goBuild';
import { variablesIn } from '../platformArgs';
import { defineRule, type Finding, type Fix } from '../rule';

export const unrecognisedCgoValue = defineRule({
  id: 'unrecognised-cgo-value',
  title: 'Setting of cgo that Go does not know',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    const seen = new Set<number>();
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true) continue;
      for (const finding of [wrongValue(model, build), wrongName(model, build)]) {
        if (!finding || seen.has(finding.span.start)) continue;
        seen.add(finding.span.start);
        yield finding;
      }
    }
  },
});

/** What people mean by words that are neither 0 nor 1. */
const meanings: Readonly<Record<string, '0' | '1'>> = {
  ...Object.fromEntries(['false', 'off', 'no', 'n', 'f', 'disable', 'disabled', 'none'].map((word) => [word, '0'])),
  ...Object.fromEntries(['true', 'on', 'yes', 'y', 't', 'enable', 'enabled'].map((word) => [word, '1'])),
};

/** go/build and cmd/go/internal/cfg compare CGO_ENABLED with 0 and 1; anything else leaves the default. */
function wrongValue(model: BuildModel, build: GoBuild): Finding | undefined {
  const variable = build.command.environment.get('CGO_ENABLED');
  const own = build.command.assignments.findLast((assignment) => assignment.name === 'CGO_ENABLED');
  const origin = own?.span ?? variable?.origin;
  const value = variable && valueOf(variable.value);
  if (value === undefined || !origin || value === '0' || value === '1') return undefined;
  const { text } = model.dockerfile;
  const source = text.slice(origin.start, origin.end);
  // The value of another variable is that variable's business.
  if (source.includes('$') || !source.startsWith('CGO_ENABLED')) return undefined;
  const start = origin.start + 'CGO_ENABLED='.length;
  const isEmpty = value === '';
  // `ARG CGO_ENABLED=` waits for a --build-arg.
  if (isEmpty && model.stages[build.stage]?.environment.get('CGO_ENABLED')?.source === 'ARG' && !own) return undefined;
  const span: Span = isEmpty || start >= origin.end ? origin : { start, end: origin.end };
  const shown = isEmpty ? say`an empty value` : value;
  return {
    span,
    certainty: 'known',
    message: say`Go knows only 0 and 1 for CGO_ENABLED, so ${shown} counts as not set: ${build.cgoDecision.says}.`,
    fixes: valueFixes(build, value, { start, end: origin.end }),
  };
}

function valueFixes(build: GoBuild, value: string, span: Span): readonly Fix[] {
  const meant = ownValue(meanings, value.toLowerCase());
  const candidates: readonly ('0' | '1')[] = meant === undefined ? ['0', '1'] : [meant];
  return candidates.flatMap((candidate): Fix[] => {
    // Neither is a cure if the build then ends in an error.
    if (candidate === '0' ? needsCgo(build) : build.compiler.found === false) return [];
    const same = (candidate === '1') === valueOf(build.cgo);
    return [
      {
        title: say`Set CGO_ENABLED=${candidate}`,
        safety: same ? 'safe' : 'review',
        edits: [{ span, newText: candidate }],
      },
    ];
  });
}

/** A variable whose name is one slip away from CGO_ENABLED, or just CGO. */
function wrongName(model: BuildModel, build: GoBuild): Finding | undefined {
  const { environment } = build.command;
  if (environment.has('CGO_ENABLED') || build.cgoSetting) return undefined;
  for (const [name, { origin, value }] of environment) {
    if (!origin || !/^[01]$|^(true|false|on|off)$/.test(valueOf(value) ?? '')) continue;
    if (isGoVariable(name) || !isMisspelt(name) || isRead(model, name)) continue;
    const { text } = model.dockerfile;
    if (text.slice(origin.start, origin.start + name.length) !== name) continue;
    const span = { start: origin.start, end: origin.start + name.length };
    return {
      span,
      certainty: 'known',
      message: say`Go does not know ${name}; the variable is called CGO_ENABLED. As that is not set, ${build.cgoDecision.says}.`,
      fixes: [{ title: say`Rename it to CGO_ENABLED`, safety: 'review', edits: [{ span, newText: 'CGO_ENABLED' }] }],
    };
  }
  return undefined;
}

function isMisspelt(name: string): boolean {
  return name === 'CGO' || editDistance(name.toUpperCase(), 'CGO_ENABLED') <= 1;
}

/** Whether something in the Dockerfile expands the variable: then it is there for that. */
function isRead(model: BuildModel, name: string): boolean {
  return variablesIn(model.dockerfile.text).includes(name);
}
