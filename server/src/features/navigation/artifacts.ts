import type { Analysis } from '../../analysis';
import type { BuildModel, Stage } from '../../model/buildModel';
import { lookUp, resolvePath } from '../../model/files';
import { findExecutable } from '../../model/findExecutable';
import { startWords } from '../../model/startWords';
import { LineIndex } from '../../text/lineIndex';
import { say } from '../../text/say';
import { touches } from '../../text/span';
import type { ArtifactPlace, FilePlace } from './artifactPlace';
import { artifactPlaces } from './artifactPlaces';
import { sortOccurrences, type Named, type Target } from './named';

/** The program that a path at an offset names: one that a go build of this file writes. */
export function artifactAt({ model }: Analysis, offset: number): Named | undefined {
  const places = artifactPlaces(model);
  const under = places.filter(({ span }) => touches(span, offset));
  // A folder may hold several: what it is then is not one thing.
  const here = under.find(({ nameSpan }) => nameSpan && touches(nameSpan, offset)) ?? under[0];
  if (!here) return undefined;
  const meant = here.nameSpan ? [here] : under;
  const keys = new Set(meant.flatMap(({ artifacts }) => [...artifacts]));
  const chain = places.filter(({ artifacts }) => [...artifacts].some((key) => keys.has(key)));
  const alike = chain.filter(({ name }) => name === here.name);
  return {
    name: here.name,
    span: here.nameSpan && touches(here.nameSpan, offset) ? here.nameSpan : here.span,
    definitions: meant.flatMap((place) => definitionsOf(model, places, place)),
    occurrences: sortOccurrences(
      chain.map(({ span, role }) => ({ span, kind: role === 'output' ? 'definition' : 'use' })),
    ),
    fixed: whyFixed(model, here, alike, offset),
    rename: (name) =>
      whyNotNamed(model, here.name, alike, name) ??
      sortOccurrences(alike.flatMap(({ nameSpan }) => (nameSpan ? [{ span: nameSpan, kind: 'use' }] : []))).map(
        ({ span }) => ({ span, newText: name }),
      ),
  };
}

/** From where a file is used to the COPY that brings it, on to the one before, and to the go build's -o. */
function definitionsOf(model: BuildModel, places: readonly ArtifactPlace[], place: ArtifactPlace): readonly Target[] {
  const toTarget = ({ span, whole }: ArtifactPlace): Target => ({ span, whole });
  if (place.role === 'output') return [toTarget(place)];
  const found: ArtifactPlace[] = [];
  let file: FilePlace = place;
  for (let hops = 0; hops < 20; hops++) {
    const holders = stagesBelow(model, file.stage);
    const source = places.find(({ arrives }) => arrives?.path === file.path && holders.includes(arrives.stage));
    if (!source) break;
    const destination = places.find(
      ({ role, whole, path }) => role === 'destination' && whole.start === source.whole.start && path === file.path,
    );
    if (source.whole.start !== place.whole.start) found.push(destination ?? source);
    file = source;
  }
  const outputs = places.filter(
    ({ role, artifacts }) => role === 'output' && [...artifacts].some((key) => place.artifacts.has(key)),
  );
  return [...found, ...outputs].map(toTarget);
}

/** A stage, and those that it is built on. */
function stagesBelow(model: BuildModel, stage: number): readonly number[] {
  const base = model.stages[stage]?.base;
  return base?.kind === 'stage' ? [stage, ...stagesBelow(model, base.index)] : [stage];
}

function whyFixed(
  model: BuildModel,
  here: ArtifactPlace,
  alike: readonly ArtifactPlace[],
  offset: number,
): string | undefined {
  const lines = new LineIndex(model.dockerfile.text);
  const fixed = alike.find((place) => place.fixed !== undefined);
  if (fixed)
    return say`${here.name} cannot be renamed at line ${lines.lineAt(fixed.span.start) + 1}: ${fixed.fixed ?? ''}.`;
  if (!here.nameSpan || !touches(here.nameSpan, offset))
    return say`Only the name of the file can be changed, not the folder that it is in. Put the cursor on ${here.name}.`;
  const script = model.stages.map((stage) => scriptNaming(stage, here.name)).find((found) => found !== undefined);
  return script === undefined ? undefined : say`${here.name} cannot be renamed: ${script} names it as well.`;
}

/** A script that the container starts, and that names the program. */
function scriptNaming(stage: Stage, name: string): string | undefined {
  for (const { value } of startWords(stage) ?? []) {
    const found = value.includes('/') ? lookUp(stage.files, resolvePath('/', value)) : findExecutable(stage, value);
    const text = found.state === 'entry' ? found.entry.text : undefined;
    if (text === undefined) continue;
    const words = text.split(/[\s"';&|()=]+/);
    if (words.some((word) => word === name || word.endsWith(`/${name}`))) return value;
  }
  return undefined;
}

function whyNotNamed(
  model: BuildModel,
  name: string,
  alike: readonly ArtifactPlace[],
  wanted: string,
): string | undefined {
  if (wanted === name) return undefined;
  if (!/^[A-Za-z0-9._+%@][A-Za-z0-9._+%@-]*$/.test(wanted) || /^\.+$/.test(wanted))
    return say`${wanted} is no plain file name: letters, digits and . _ + - can stand in it.`;
  const lines = new LineIndex(model.dockerfile.text);
  for (const { stage, path, matches, span } of alike) {
    if (matches && !matches(wanted))
      return say`The pattern in line ${lines.lineAt(span.start) + 1} does not match ${wanted}.`;
    const files = model.stages[stage]?.files;
    const target = `${path.slice(0, path.length - name.length)}${wanted}`;
    if (files && lookUp(files, target).state === 'entry')
      return say`${target} is already a file: the one would overwrite the other.`;
  }
  return undefined;
}
