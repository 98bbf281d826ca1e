import type { BuildModel, Stage } from '../model/buildModel';
import type { ObservabilityProfile } from '../model/observability';
import { givenByOnepilot } from '../rules/arms-variables-in-image/variables';
import { chain } from '../rules/fixes/images';
import { LineIndex } from '../text/lineIndex';
import { say } from '../text/say';
import { agentVariables, podLabels, podVariables, type Source } from './observabilityNames';

const titles: Readonly<Record<ObservabilityProfile, string>> = {
  arms: 'ARMS',
  oneagent: 'OneAgent',
  appoptima: 'AppOptima',
  otel: 'OpenTelemetry',
};

/** What observes the program and how that is known, as a line of Markdown; undefined if nothing does, or nobody has said so. */
export function describeObservability(model: BuildModel): string | undefined {
  const { choice, profiles, signs, staticMonitoring } = model.observability;
  if (choice === 'none') return say`Observability: none, as the setting goDockerfile.observability says.`;
  const lines = new LineIndex(model.dockerfile.text);
  const found = [...profiles].map((profile) => {
    const isStatic = staticMonitoring && (profile === 'oneagent' || profile === 'appoptima');
    const title = `${titles[profile]}${isStatic ? say` with static monitoring` : ''}`;
    if (choice !== 'auto') return say`${title}, as the setting goDockerfile.observability says`;
    const sign = signs.find((candidate) => candidate.profile === profile);
    const line = sign?.span ? say` (line ${lines.lineAt(sign.span.start) + 1})` : '';
    return sign ? say`${title}, by ${shorten(sign.says)}${line}` : title;
  });
  return found.length === 0 ? undefined : say`Observability: ${found.join('; ')}.`;
}

/** Addresses as code, so that no part of them is read as Markdown. */
function shorten(says: string): string {
  const text = says.length > 80 ? `${says.slice(0, 79)}…` : says;
  return /[/*_`:]{2}|[*`<[]/.test(text) ? `\`${text.replaceAll('`', '')}\`` : text;
}

/**
 * A variable of an agent: what it does, who reads it when, and whether it stands in the right place. Markdown.
 * @param place the stage it is set in, and how; `command`: for one command only
 * @param value as far as it is known
 * @param held its value here and where that comes from, as lines of Markdown; a secret is not repeated
 */
export function describeAgentVariable(
  model: BuildModel,
  name: string,
  value: string | undefined,
  place: { readonly stage: Stage; readonly as: 'ENV' | 'ARG' | 'command' },
  held: readonly string[] = [],
): string | undefined {
  const row = agentVariables.find(
    (candidate) => candidate.name.test(name) && (!candidate.value || candidate.value.test(value ?? '')),
  );
  if (!row) return undefined;
  const lines = [`**${name}**: ${row.says}`, ''];
  if (!row.isSecret) lines.push(...new Set(held.map((line) => `- ${line}`)));
  if (row.build)
    lines.push(say`- Build time: read by ${row.build} while it compiles. It belongs in the stage with the go build.`);
  if (row.run)
    lines.push(
      say`- Run time: read by ${row.run}. It belongs in the final stage, or is set when the container starts.`,
    );
  const here = whatHappensHere(model, name, place, row);
  if (here) lines.push(`- ${here}`);
  if (row.isSecret) lines.push(say`- A secret: what ENV, ARG or RUN hold can be read from the image or its history.`);
  if (givenByOnepilot.has(name)) {
    const { target } = model;
    if (place.as === 'ENV' && target && chain(model, target).includes(place.stage))
      lines.push(
        say`- Here its value is frozen in the image: it holds wherever the container runs, and another one takes another build.`,
      );
    lines.push(
      say`- With ack-onepilot the cluster sets it in the pod, by labels that change without a build and only where the component is installed, and variables of the pod win over those of the image (${linkTo(podVariables)}).`,
    );
  }
  return [...lines, '', say`Source: ${linkTo(row.source)}`].join('\n');
}

/** What the place makes of it, where that is not what it is for. */
function whatHappensHere(
  model: BuildModel,
  name: string,
  { stage, as }: { readonly stage: Stage; readonly as: 'ENV' | 'ARG' | 'command' },
  row: { readonly build?: string; readonly run?: string },
): string | undefined {
  const { target } = model;
  // Who reads it is not known.
  if (!row.build && !row.run) return undefined;
  if (as !== 'ENV' && target?.imageEnvironment.has(name)) return undefined;
  if (!row.build && as === 'ARG')
    return say`Here it is an ARG, which is not in the image: the program does not see it.`;
  if (!row.build && as === 'command') return say`Here it is for one command of the build: the program does not see it.`;
  if (!row.build && target && !chain(model, target).includes(stage))
    return say`Here it stands in a stage that is not shipped: the program does not see it.`;
  if (!row.run && as !== 'command' && stage === target && !compiles(model, stage))
    return say`Here it stands in a stage that compiles nothing, and has no effect.`;
  return undefined;
}

function compiles(model: BuildModel, stage: Stage): boolean {
  return [...model.goBuilds, ...model.recipeBuilds].some((build) => build.stage === stage.index);
}

/** A label of ack-onepilot on the image. Markdown. */
export function describePodLabel(name: string, where: 'Dockerfile' | 'manifest' = 'Dockerfile'): string | undefined {
  const row = podLabels.find((candidate) => candidate.name.test(name));
  if (!row) return undefined;
  return [
    `**${name}**: ${row.says}`,
    '',
    where === 'manifest'
      ? say`It counts on the pod: under \`spec.template.metadata.labels\` of a workload.`
      : say`A label of the pod for ack-onepilot, which does not look at labels of images: it belongs under \`spec.template.metadata.labels\` of the workload.`,
    '',
    say`Source: ${linkTo(row.source)}`,
  ].join('\n');
}

function linkTo({ title, url }: Source): string {
  return url === undefined ? title : `[${title}](${url})`;
}
