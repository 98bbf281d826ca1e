import { isSettled, unknown } from '../../facts/fact';
import { runtimeError } from '../../facts/startErrors';
import type { BuildModel, Stage } from '../../model/buildModel';
import { lookUp } from '../../model/files';
import { shellIsMissing } from '../../model/walkStage';
import { execute } from '../../shell/execute';
import { parseScript } from '../../shell/parse';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { insertAtStageStart } from '../fixes/instructions';
import { defineRule, type Finding, type Fix } from '../rule';

/** Programs that health checks call and that images either have by the catalogue's list, or do not have. */
const checked: ReadonlySet<string> = new Set(['curl', 'wget', 'nc', 'bash', 'grpc_health_probe', 'grpc-health-probe']);

/** Packages of the same name, by distribution. */
const packaged: ReadonlySet<string> = new Set(['curl', 'wget', 'bash']);

export const healthcheckToolMissing = defineRule({
  id: 'healthcheck-tool-missing',
  title: 'HEALTHCHECK calls a program that the image does not have',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  *check(model) {
    const stage = model.target;
    const instruction = stage?.healthcheck;
    if (!stage || !instruction || instruction.none) return;
    if (instruction.exec) {
      const [first] = instruction.exec.words;
      if (first) yield* missingTool(model, stage, first.value, first.span, 'exec');
      return;
    }
    if (!instruction.script || !stage.shell.posix || shellIsMissing(stage)) return;
    const state = { variables: new Map(), workdir: stage.workdir };
    const execution = execute(parseScript(instruction.script), state, { substitute: () => unknown('shell-computed') });
    for (const command of execution.commands) {
      const first = command.argv[0];
      if (command.runs !== 'always' || !first || !isSettled(first.value)) continue;
      yield* missingTool(model, stage, first.value.value, first.span, 'shell');
    }
  },
});

function* missingTool(
  model: BuildModel,
  stage: Stage,
  name: string,
  span: Span,
  form: 'exec' | 'shell',
): Iterable<Finding> {
  const certainty = absence(stage, name);
  if (certainty === undefined) return;
  const refusal = name.includes('/') ? 'absent' : 'not-in-path';
  const error = form === 'exec' ? runtimeError(refusal, name) : `/bin/sh: ${name}: not found`;
  const presumed =
    certainty === 'presumed' ? say` This presumes that the image brings no more than its tag tells.` : '';
  yield {
    span,
    certainty,
    message: say`The image has no ${name}. The container starts, but every check fails and it stays unhealthy: "${error}".${presumed}`,
    related: [{ span: stage.from.span, message: say`${stage.image.title ?? say`the image`} does not bring ${name}` }],
    fixes: () => installation(model, stage, name),
  };
}

/** How certain it is that the program is not there; undefined if it may be. */
function absence(stage: Stage, name: string): 'known' | 'presumed' | undefined {
  const { tools } = stage.image;
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (name.includes('/') && !name.startsWith('/')) return undefined;
  if (!isSettled(tools) || tools.value.has(base)) return undefined;
  const path = stage.environment.get('PATH')?.value;
  if (!path || !isSettled(path)) return undefined;
  const places = name.startsWith('/') ? [name] : path.value.split(':').map((directory) => `${directory}/${name}`);
  const found = places.map((place) => lookUp(stage.files, place));
  if (found.some((place) => place.state === 'entry' || (place.state === 'unknown' && place.span !== undefined)))
    return undefined;
  // What the base image's own directories hold is told by its list of programs, for those that the list knows.
  const certain = found.every((place) => place.state === 'absent');
  return certain || checked.has(base) ? tools.certainty : undefined;
}

function installation(model: BuildModel, stage: Stage, name: string): readonly Fix[] {
  const { distribution } = stage.image;
  if (!packaged.has(name) || stage.base.kind !== 'image') return [];
  if (!isSettled(stage.image.shells) || !stage.image.shells.value.includes('/bin/sh')) return [];
  const line =
    distribution === 'alpine'
      ? `RUN apk add --no-cache ${name}`
      : distribution === 'debian' || distribution === 'ubuntu'
        ? `RUN apt-get update && apt-get install -y --no-install-recommends ${name} && rm -rf /var/lib/apt/lists/*`
        : undefined;
  if (line === undefined) return [];
  return [{ title: say`Install ${name}`, safety: 'review', edits: [insertAtStageStart(model, stage, line)] }];
}
