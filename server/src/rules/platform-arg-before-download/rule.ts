import type { ArgInstruction } from '../../dockerfile/instruction';
import { valueOf } from '../../facts/fact';
import { parseInstall, type PackageCommand } from '../../images/packageCommands';
import type { BuildModel, Step } from '../../model/buildModel';
import type { ExecutedCommand } from '../../shell/execution';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';
import { insertBefore, removeInstruction } from '../fixes/instructions';
import { goCommandsOf } from '../moduleCommands';
import { platformWords } from '../platformArgs';
import { defineRule, type Finding } from '../rule';

export const platformArgBeforeDownload = defineRule({
  id: 'platform-arg-before-download',
  title: 'Platform argument declared before a download',
  severity: 'hint',
  fix: 'always',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed || stage.platformFollows !== 'build') continue;
      for (const [index, { instruction }] of stage.steps.entries()) {
        if (instruction.kind !== 'ARG' || instruction.onbuild) continue;
        const finding = early(model, instruction, stage.steps.slice(index + 1));
        if (finding) yield finding;
      }
    }
  },
});

/** Those that differ between the platforms of one build. TARGETOS hardly ever does. */
const varying: ReadonlySet<string> = new Set(['TARGETARCH', 'TARGETPLATFORM', 'TARGETVARIANT']);

function early(model: BuildModel, instruction: ArgInstruction, after: readonly Step[]): Finding | undefined {
  const { args } = instruction;
  const arg = args.find(({ name, value }) => varying.has(name) && value === undefined);
  // Others on the line may be wanted earlier, and what is declared before need not be moved.
  if (!arg || !args.every(({ name, value }) => Object.hasOwn(platformWords, name) && value === undefined))
    return undefined;
  const names = new RegExp(`\\b(?:${args.map(({ name }) => name).join('|')})\\b`);
  let download: Span | undefined;
  for (const step of after) {
    if (mayUse(model, step, names)) {
      if (!download || redeclares(step, args)) return undefined;
      return {
        span: arg.span,
        certainty: 'known',
        message: say`${arg.name} is declared before this stage downloads anything, and each RUN behind an ARG has a layer for each of its values. A build for several platforms makes the download once for every one of them.`,
        related: [{ span: download, message: say`this does not depend on the platform` }],
        fixes: [
          {
            title: say`Declare ${listWords(args.map(({ name }) => name))} right before the first use`,
            safety: 'safe',
            edits: [
              removeInstruction(model, instruction),
              insertBefore(model, step.instruction, slice(model.dockerfile.text, instruction.span)),
            ],
          },
        ],
      };
    }
    download ??= downloadOf(step);
  }
  return undefined;
}

function redeclares({ instruction }: Step, args: ArgInstruction['args']): boolean {
  return instruction.kind === 'ARG' && instruction.args.some(({ name }) => args.some((arg) => arg.name === name));
}

/** Commands that look at no variable but those in their words. */
const plain: ReadonlySet<string> = new Set(
  'git curl wget mkdir cd set echo printf cp mv chmod chown rm ln tar unzip update-ca-certificates adduser addgroup useradd groupadd touch true test [ ls cat'.split(
    ' ',
  ),
);

/** Go commands whose work is the same for all platforms. */
const portable: ReadonlySet<string> = new Set([
  'mod download',
  'mod verify',
  'mod tidy',
  'mod vendor',
  'version',
  'env',
]);

/** Whether an instruction names the arguments, or runs something that may ask for them by itself. */
function mayUse(model: BuildModel, step: Step, names: RegExp): boolean {
  const { instruction, execution } = step;
  if (names.test(slice(model.dockerfile.text, instruction.span))) return true;
  if (instruction.kind !== 'RUN') return false;
  if (!execution || execution.errors.length > 0) return true;
  const go = goCommandsOf(step);
  return execution.commands.some((command) => {
    const own = go.find((each) => each.command === command);
    if (own) return own.go.front !== undefined || !portable.has(own.go.verb);
    return !installationOf(command) && !plain.has((command.argv[0] && valueOf(command.argv[0].value)) ?? '');
  });
}

/** What a package manager does for the platform it runs on; xx-apk and xx-apt read TARGETPLATFORM from the environment. */
function installationOf(command: ExecutedCommand): PackageCommand | undefined {
  const found = parseInstall(command.argv.map(({ value }) => valueOf(value)));
  return found?.manager.startsWith('xx-') === true ? undefined : found;
}

function downloadOf(step: Step): Span | undefined {
  const found = goCommandsOf(step).find(({ go }) => go.verb === 'mod download' || go.verb === 'mod vendor');
  if (found) return found.go.verbSpan;
  return (step.execution?.commands ?? []).find((command) => installationOf(command)?.action === 'install')?.span;
}
