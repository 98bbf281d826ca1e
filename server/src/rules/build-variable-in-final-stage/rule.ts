import { isSettled } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { say } from '../../text/say';
import { readsVariable, removeVariable } from '../fixes/environment';
import { chain } from '../fixes/images';
import { defineRule } from '../rule';
import { nameOfTarget, shippedPrograms } from '../shipped';

/**
 * Variables that the go command alone reads, not the programs it builds. Missing on purpose: GODEBUG, GOMAXPROCS, GOMEMLIMIT,
 * GOGC, GOTRACEBACK, GORACE and GOCOVERDIR, which the runtime reads; GOROOT, which runtime.GOROOT and so package time read;
 * GOPATH, which images use in paths. Source: go help environment.
 */
const readByGoCommand = new Set(
  (
    'CGO_ENABLED GOOS GOARCH GOARM GOARM64 GOAMD64 GO386 GOMIPS GOPPC64 GORISCV64 GOFLAGS GOPROXY GOPRIVATE GONOPROXY GONOSUMDB ' +
    'GOSUMDB GOINSECURE GOAUTH GOVCS GO111MODULE GOTOOLCHAIN GOWORK GOCACHE GOMODCACHE GOTMPDIR GOEXPERIMENT ' +
    'CGO_CFLAGS CGO_CPPFLAGS CGO_CXXFLAGS CGO_LDFLAGS'
  ).split(' '),
);

export const buildVariableInFinalStage = defineRule({
  id: 'build-variable-in-final-stage',
  title: 'Variable of the go command in an image without it',
  severity: 'hint',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target || mayHaveGo(target) || isInherited(model, target)) return;
    const { text } = model.dockerfile;
    const stageText = text.slice(target.span.start, target.span.end);
    for (const { instruction } of target.steps) {
      if (instruction.kind !== 'ENV' || instruction.onbuild) continue;
      for (const pair of instruction.pairs) {
        if (!readByGoCommand.has(pair.name) || readsVariable(stageText, pair.name)) continue;
        if (mayBeReadByProgram(model, pair.name)) continue;
        yield {
          span: pair.nameSpan,
          certainty: 'known',
          message: say`${nameOfTarget(target)} has no go command, and nothing else reads ${pair.name}. The build stages do not see what is set here.`,
          fixes: () => {
            const edit = removeVariable(model, instruction, pair);
            return edit ? [{ title: say`Remove ${pair.name} from the image`, safety: 'review', edits: [edit] }] : [];
          },
        };
      }
    }
  },
});

/** What programs that deal with modules read as well, such as proxies and scanners. */
const readByProxies = new Set('GOPROXY GOPRIVATE GONOPROXY GONOSUMDB GOSUMDB GOINSECURE GOAUTH GOVCS'.split(' '));

/** Whether a program of the image names the variable itself, or, where sources are unreadable, is likely to. */
function mayBeReadByProgram(model: BuildModel, name: string): boolean {
  const shipped = shippedPrograms(model);
  const packages = shipped.flatMap(({ program }) => program?.packages ?? []);
  if (packages.some(({ uses }) => uses?.some((use) => use.name === 'Go variable' && use.texts.includes(name))))
    return true;
  const unreadable = shipped.length === 0 || shipped.some(({ program }) => !program?.packages?.length);
  return unreadable && readByProxies.has(name);
}

function mayHaveGo({ goVersion, image, files }: Stage): boolean {
  if (!isSettled(goVersion) || goVersion.value !== undefined || !isSettled(image.goVersion)) return true;
  return ['/usr/local/go/bin/go', '/usr/local/bin/go', '/usr/bin/go', '/go/bin/go'].some((path) => {
    const found = lookUp(files, path);
    return found.state === 'entry' || (found.state === 'unknown' && found.span !== undefined);
  });
}

/** A stage that others are built from sets variables for them. */
function isInherited(model: BuildModel, target: Stage): boolean {
  return model.stages.some((stage) => stage !== target && chain(model, stage).includes(target));
}
