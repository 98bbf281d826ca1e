import { formatPlatform } from '../../dockerfile/platform';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';
import { isInstgo } from '../fixes/instgo';
import { chain } from '../fixes/images';
import { defineRule, type Finding, type Fix } from '../rule';
import { showsSeveralPlatforms } from '../severalPlatforms';

export const instgoWrongArchitecture = defineRule({
  id: 'instgo-wrong-architecture',
  title: 'instgo for another platform than the build stage runs on',
  severity: 'error',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('arms')) return;
    const callers = model.stages.filter((stage) => stage.needed && callsInstgo(stage));
    if (callers.length === 0) return;
    for (const stage of model.stages) {
      if (!stage.needed) continue;
      const downloads = downloadsOf(model, stage);
      // Files for several platforms are chosen from later.
      if (new Set(downloads.map(({ file }) => file)).size > 1) continue;
      const heirs = callers.filter((caller) => chain(model, caller).includes(stage));
      const caller = heirs[0] ?? (callers.length === 1 ? callers[0] : undefined);
      for (const download of caller ? downloads : []) {
        const finding = caller && check(model, caller, download);
        if (finding) yield finding;
      }
    }
  },
});

interface Download {
  readonly stage: Stage;
  readonly step: Step;
  /** `instgo-linux-amd64`, with variables expanded. */
  readonly file: string;
  readonly system: string;
  readonly architecture: string;
  /** What tells system and architecture, as it is written. */
  readonly span: Span;
  readonly written: string;
}

const published = /\binstgo-(linux|darwin|windows)-(amd64|arm64)/;
const asWritten = /(?<=\binstgo-)(?:linux|darwin|windows|\$\w+|\$\{\w+\})-(?:amd64|arm64|\$\w+|\$\{\w+\})/;

function callsInstgo({ steps }: Stage): boolean {
  return steps.some(({ execution }) => execution?.commands.some(({ argv: [first] }) => first && isInstgo(first.value)));
}

function downloadsOf(model: BuildModel, stage: Stage): readonly Download[] {
  const found: Download[] = [];
  for (const step of stage.steps) {
    if (step.instruction.kind === 'ADD') {
      for (const { word, path } of step.copy?.sources ?? []) add(step, valueOf(path) ?? word.raw, word.span);
    }
    for (const { argv, runs, approximate } of step.execution?.commands ?? []) {
      const name = argv[0] && valueOf(argv[0].value);
      if ((name !== 'wget' && name !== 'curl') || runs !== 'always' || approximate) continue;
      for (const { value, span } of argv.slice(1)) add(step, valueOf(value), span);
    }
  }
  return found;

  function add(step: Step, address: string | undefined, place: Span): void {
    const match = address !== undefined && /^https?:/.test(address) ? published.exec(address) : null;
    if (!match) return;
    const [file, system = '', architecture = ''] = match;
    const text = slice(model.dockerfile.text, place);
    const written = asWritten.exec(text);
    const start = place.start + (written?.index ?? 0);
    const span = written ? { start, end: start + written[0].length } : place;
    found.push({ stage, step, file, system, architecture, span, written: written?.[0] ?? text });
  }
}

function check(model: BuildModel, caller: Stage, download: Download): Finding | undefined {
  const { file, system, architecture, span, written } = download;
  const runsOn = valueOf(caller.platform);
  if (!runsOn || runsOn.os !== 'linux') return undefined;
  const related = [{ span: caller.from.span, message: say`instgo runs in this stage, on ${formatPlatform(runsOn)}` }];
  const report = (message: string, more: Partial<Finding> = {}): Finding => ({
    span,
    certainty: 'known',
    message,
    related,
    fixes: () => fixes(model, caller, download),
    ...more,
  });
  if (system !== 'linux') {
    return report(
      say`${file} is for ${system}, and the stage that runs it is Linux: the build ends with "exec format error".`,
    );
  }
  const machine = model.buildPlatform.architecture;
  if (caller.platformFollows === 'build' && /TARGETARCH/.test(written)) {
    return report(
      say`instgo runs on the machine that builds, and this is the one for the target: a build for another architecture ends with "exec format error".`,
      architecture === machine ? { severity: 'warning' } : {},
    );
  }
  if (architecture === runsOn.architecture) return undefined;
  // hard-coded-download-architecture has its say about an image for several platforms.
  if (caller.platformFollows === 'target' && showsSeveralPlatforms(model)) return undefined;
  const what = say`${file} is for ${system}/${architecture}, and the stage that runs it is ${formatPlatform(runsOn)}: the build ends with "exec format error".`;
  if (architecture === machine)
    return report(say`${what} This presumes a machine that does not run ${architecture} itself.`, {
      certainty: 'presumed',
    });
  // Where nobody says otherwise linux/amd64 is looked at: somebody may build on another machine.
  const isAskedFor = caller.platformFollows === 'fixed' || formatPlatform(model.platform) !== 'linux/amd64';
  return isAskedFor
    ? report(what)
    : report(say`${what} This presumes a build on ${formatPlatform(model.buildPlatform)}.`, { certainty: 'presumed' });
}

/** The toolchain says what it runs on, which is right on every machine and needs no ARG. */
function fixes(model: BuildModel, caller: Stage, { stage, step, span, written }: Download): readonly Fix[] {
  const { text } = model.dockerfile;
  const { instruction } = step;
  if (caller !== stage || stage.root.family !== 'golang' || instruction.kind !== 'RUN' || instruction.exec) return [];
  const whole = slice(text, instruction.span);
  if (/'/.test(whole) || whole.split(written).length > 2 || !/\s(?:-[A-Za-z]*[oO]\b|--output)/.test(whole)) return [];
  return [
    {
      title: say`Download instgo for the platform that the stage runs on`,
      safety: 'review',
      edits: [{ span, newText: 'linux-$(go env GOHOSTARCH)' }],
    },
  ];
}
