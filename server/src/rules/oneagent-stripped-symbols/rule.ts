import { valueOf } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import { say } from '../../text/say';
import { removeTool, type CommandPlace } from '../fixes/commands';
import { dropFromGoflags, dropLinkerFlags, linkerFlagPlace } from '../fixes/flags';
import { replace } from '../fixes/instructions';
import { both, earlierLimit, observedPrograms } from '../oneAgent/agent';
import { isStripped } from '../releaseBuilds';
import type { ShippedProgram } from '../shipped';
import { defineRule, type Fix } from '../rule';

export const oneagentStrippedSymbols = defineRule({
  id: 'oneagent-stripped-symbols',
  title: 'Program without the symbol table that OneAgent reads',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const shipped of observedPrograms(model)) {
      const { agent, build, path } = shipped;
      const ground = earlierLimit(agent);
      if (build.linker.stripsSymbols) {
        yield {
          span: linkerFlagPlace(model, build, 's') ?? build.go.verbSpan,
          certainty: ground.certainty,
          message: say`-s leaves the symbol table out of ${path}, and ${agent.name} finds its way by it: the program is not monitored.${ground.note}`,
          fixes: () => keepSymbols(model, shipped),
        };
      }
      const later = isStripped(model, shipped) ? strippingOf(model, shipped) : undefined;
      if (!later) continue;
      const packed = later.name === 'upx';
      yield {
        span: later.command.span,
        certainty: both(ground.certainty, packed ? 'presumed' : 'known'),
        message: packed
          ? say`upx packs ${path}, and its symbol table with it: ${agent.name} does not monitor it. This presumes that the agent does not unpack what it reads.`
          : say`strip takes the symbol table out of ${path}, and ${agent.name} finds its way by it: the program is not monitored.${ground.note}`,
        fixes: () => withoutCommand(model, later),
      };
    }
  },
});

/** -w in the place of -s, which implies it since Go 1.22: debug information is nothing to the agents. */
function keepSymbols(model: BuildModel, { build }: ShippedProgram): readonly Fix[] {
  if (build.linker.flags?.some(({ name }) => name === 'w') === true) {
    const edits = dropLinkerFlags(model, build, ['s']) ?? dropFromGoflags(model, build, 's');
    return edits ? [{ title: say`Drop -s`, safety: 'review', edits }] : [];
  }
  const place = linkerFlagPlace(model, build, 's');
  if (!place || !/^--?s$/.test(model.dockerfile.text.slice(place.start, place.end))) return [];
  return [{ title: say`Replace -s by -w`, safety: 'review', edits: [replace(place, '-w')] }];
}

interface Stripping extends CommandPlace {
  readonly name: string;
  readonly stage: Stage;
}

/** Options with which strip leaves the symbol table, and upx the program, as it is. */
const harmless: Readonly<Record<string, RegExp>> = {
  strip: /^(?:-[gSdXxhV]|--strip-debug|--strip-dwo|--discard-\w+|--only-keep-debug|--help|--version)$/,
  upx: /^(?:-[dlthVL]|--decompress|--list|--test|--help|--version)$/,
};

/** The last command of the stages before the target that strips or packs a file of the program’s name. */
function strippingOf(model: BuildModel, { build, output, path }: ShippedProgram): Stripping | undefined {
  const names = [path, valueOf(output.path) ?? path].map((each) => each.slice(each.lastIndexOf('/') + 1));
  const found: Stripping[] = [];
  for (const stage of model.stages) {
    if (!stage.needed) continue;
    for (const step of stage.steps) {
      for (const command of step.execution?.commands ?? []) {
        const [first = '', ...words] = command.argv.map(({ value }) => valueOf(value) ?? '');
        const name = first.slice(first.lastIndexOf('/') + 1).replace(/^[\w-]+-(?=strip$)/, '');
        if (command.span.start < build.command.span.start || command.runs !== 'always') continue;
        if (words.some((word) => ownValue(harmless, name)?.test(word) !== false)) continue;
        if (words.some((word) => names.includes(word.slice(word.lastIndexOf('/') + 1))))
          found.push({ name, stage, step, command });
      }
    }
  }
  return found.at(-1);
}

/** Packages that bring upx, and have no other use. */
const packages: Readonly<Record<string, readonly string[]>> = { upx: ['upx', 'upx-ucl'] };

function withoutCommand(model: BuildModel, { stage, name, ...call }: Stripping): readonly Fix[] {
  const edits = removeTool(model, stage, call, ownValue(packages, name) ?? []);
  return edits ? [{ title: say`Drop ${name}`, safety: 'review', edits }] : [];
}
