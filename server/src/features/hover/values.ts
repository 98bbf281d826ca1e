import { formatPlatform } from '../../dockerfile/platform';
import { isSettled, known, type Fact } from '../../facts/fact';
import type { BuildModel, EnvironmentEntry, Stage, Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { platformArgTexts } from '../texts/variableTexts';
import { textOf } from '../texts/textRow';
import { code, firstOf, otherStage, prose, reasons, stageName, unknownReasons } from './card';

/** What a stage is like once an instruction has acted. */
export type StepState = Pick<Step, 'environment' | 'workdir' | 'user' | 'image' | 'files'>;

export function stateAfter(stage: Stage, step: Step): StepState {
  const next = stage.steps[stage.steps.indexOf(step) + 1];
  return next ?? { ...stage, user: stage.user.name };
}

/** `Here: …` of a fact that is a text. */
export function here(fact: Fact<string>): string {
  if (!isSettled(fact)) return say`Here: not known, as ${unknownReasons[fact.why]}`;
  const value = fact.value === '' ? say`empty` : code(fact.value);
  if (/\r(?!\n)/.test(fact.value)) return say`Here: ${value}; the ␍ comes from lines that end in CR LF`;
  return fact.certainty === 'presumed' ? say`Here: ${value}, presumably` : say`Here: ${value}`;
}

const mostValues = 8;

/** `Here: …` of a place that is met several times, as in a loop: each value once, in their order. */
export function hereInTurn(facts: readonly Fact<string>[]): string {
  const different = [...new Map(facts.map((fact) => [here(fact), fact])).values()];
  const [first] = different;
  if (!first || different.length === 1) return here(first ?? known(''));
  const texts = different.map((fact) =>
    !isSettled(fact) ? say`a value that is not known` : fact.value === '' ? say`empty` : code(fact.value),
  );
  return say`Here in turn: ${firstOf(texts, mostValues).join(', ')}`;
}

/** The variable as the stage holds it at some place: its value and where that comes from. Lines of Markdown. */
export function describeEntry(
  model: BuildModel,
  name: string,
  entry: Omit<EnvironmentEntry, 'source'> & { readonly source?: EnvironmentEntry['source'] },
  stage: Stage | undefined,
): readonly string[] {
  const automatic = textOf(platformArgTexts, name) !== undefined;
  const { value } = entry;
  const platform = platformOf(model, name);
  const because = value.because.map((each) =>
    automatic && !each.span && each.buildArg === undefined && platform !== undefined
      ? { ...each, says: platform }
      : each,
  );
  const origin = otherStage(model, entry.span, stage);
  const builtFor = automatic && name.startsWith('TARGET') && name !== 'TARGETSTAGE' ? model.builtFor : undefined;
  const differs = builtFor !== undefined && builtFor.platforms.length > 1;
  return [
    here(value),
    ...reasons(model, because),
    ...(because.length === 0 && entry.source === 'image'
      ? [say`It is set by the base image, or by Docker itself`]
      : []),
    ...(origin ? [say`Inherited from the stage ${stageName(origin)}`] : []),
    ...(differs
      ? [say`The project builds for ${builtFor.platforms.join(', ')} (${prose(builtFor.where)}): it differs with each`]
      : []),
    ...(!automatic && isSettled(value) && entry.source === 'ARG'
      ? [say`${code(`--build-arg ${name}=…`)} changes it, or the setting goDockerfile.buildArgs here`]
      : []),
  ];
}

function platformOf(model: BuildModel, name: string): string | undefined {
  if (name === 'TARGETSTAGE') return say`it is the stage that the build asks for`;
  if (name.startsWith('TARGET'))
    return say`it follows the platform of the image, taken to be ${formatPlatform(model.platform)}`;
  if (name.startsWith('BUILD'))
    return say`it follows the machine that builds, taken to be ${formatPlatform(model.buildPlatform)}`;
  return undefined;
}
