import { evidence, isSettled } from '../facts/fact';
import { refused } from '../facts/startErrors';
import { lacksCommand } from '../images/baseNames';
import { placeOfProgram } from '../images/packageTable';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { BuildModel, Problem, Stage } from './buildModel';
import { baseName } from './copy';
import { artifactPaths, mayBeMade, mayBePutIntoContext, resolvePath, type Found } from './files';
import { isDirectoryInPath } from './findExecutable';
import { mayHaveShellAt } from './shells';
import type { Word } from './startWords';

/** What starting a word comes to that names nothing in the image, with what may have been meant. */
export function missingProgram(model: BuildModel, stage: Stage, name: string, span: Span): Problem {
  const inPath = !name.includes('/');
  const place = isSettled(stage.workdir) ? resolvePath(stage.workdir.value, name) : name;
  const installed = name.startsWith('/') ? placeOfProgram(stage.image, baseName(name)) : undefined;
  // An image that no program is built for may get what it starts from a volume, as images for development do.
  const built = [...model.goBuilds, ...model.recipeBuilds].some((build) =>
    build.outputs.some(({ kind }) => kind === 'program'),
  );
  const unless = inPath
    ? undefined
    : mayBePutIntoContext(stage.files, place)
      ? 'context'
      : built
        ? undefined
        : 'volume';
  // A program is most often built before the image where the Dockerfile builds none. Scripts are kept with the Dockerfile.
  const isOftenMade = unless === 'context' && !built && !place.slice(place.lastIndexOf('/')).includes('.');
  const madeBefore = !inPath && (isOftenMade || mayBeMade(stage.files, place));
  return {
    kind: 'entrypoint-not-in-image',
    phase: 'start',
    certainty: unless === undefined && !madeBefore ? 'known' : 'presumed',
    ...(madeBefore && { madeBefore }),
    stage: stage.index,
    span,
    ...refused(inPath ? (isDirectoryInPath(stage, name) ? 'directory-in-path' : 'not-in-path') : 'absent', name),
    because: [
      evidence(
        span,
        inPath
          ? say`${name} is in no directory of PATH`
          : madeBefore
            ? say`nothing puts ${name} into the image, unless it is made before the build`
            : say`nothing puts ${name} into the image`,
      ),
    ],
    details: {
      name,
      ...(unless !== undefined && { unless }),
      ...(installed !== undefined && { place: installed }),
      ...nearestArtifact(stage, name),
    },
  };
}

/**
 * What starting a word without a slash comes to where the search through PATH passes over the only file that has its name.
 * @param certain whether no other directory of PATH may have it
 */
export function notExecutable(
  stage: Stage,
  name: string,
  { entry, path }: Extract<Found, { state: 'entry' }>,
  span: Span,
  certain: boolean,
): Problem {
  return {
    kind: 'not-executable',
    phase: 'start',
    certainty: certain ? 'known' : 'presumed',
    stage: stage.index,
    span,
    ...refused('not-executable-in-path', name),
    because: [
      evidence(entry.span, say`${path} comes from here`),
      evidence(span, say`${path} has no execute bit, so the search through PATH passes over it`),
    ],
    details: { path, name },
    ...(entry.artifact && { build: entry.artifact.build }),
  };
}

/** What the shell form comes to where the image has no shell. */
export function missingShell(stage: Stage, shell: string, span: Span, shellForm: boolean): Problem {
  const instruction = (stage.entrypoint ?? stage.cmd)?.instruction;
  return {
    kind: 'shell-form-without-shell',
    phase: 'start',
    certainty: stage.image.shells.certainty === 'known' ? 'known' : 'presumed',
    stage: stage.index,
    span: instruction?.keywordSpan ?? span,
    ...refused('absent', shell),
    because: [
      evidence(span, say`the shell form starts ${shell}`),
      evidence(stage.from.span, say`the image has no shell`),
    ],
    details: { instruction: instruction?.keyword ?? 'CMD', shell, shellForm: String(shellForm) },
  };
}

/** Whether the image is known not to have a shell that the Dockerfile starts by name: `ENTRYPOINT ["sh", "-c", …]`. */
export function lacksShell(stage: Stage, word: Word, found: Found): boolean {
  const { shells } = stage.image;
  if (found.state !== 'unknown' || found.span !== undefined || !word.span || shells.certainty !== 'known') return false;
  const name = word.value.slice(word.value.lastIndexOf('/') + 1);
  if (!['sh', 'bash', 'ash', 'dash'].includes(name)) return false;
  if (word.value.includes('/')) return !mayHaveShellAt(shells.value, word.value, stage.files);
  return !shells.value.some((shell) => shell.endsWith(`/${name}`));
}

/** A go build's output that is in the stage under the same name elsewhere, or the only one there is: what was meant. */
function nearestArtifact(stage: Stage, name: string): Record<string, string> {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const paths = artifactPaths(stage.files);
  const actual = paths.find((path) => path.endsWith(`/${base}`));
  if (actual !== undefined) return { actual };
  const [only] = paths;
  return only !== undefined && paths.length === 1 ? { only } : {};
}

/** Where base images keep their commands. */
const commandDirectories = /^\/(?:usr\/)?s?bin\/[^/]+$/;

/** Whether the directories that a name is looked for in are known: an image that the catalogue does not know may set any. */
function knowsPath(stage: Stage): boolean {
  const path = stage.imageEnvironment.get('PATH')?.value;
  return path !== undefined && isSettled(path);
}

/**
 * `CMD ["app"]`, or `["/bin/app"]`, where a go build's output called app is in the image, but in no directory of PATH, or not there.
 * @param base whether nothing but the base image could bring it
 */
export function unlikelyCommand(
  model: BuildModel,
  stage: Stage,
  name: string,
  span: Span,
  base: boolean,
): Problem | undefined {
  if (name.includes('/') ? !commandDirectories.test(name) : !knowsPath(stage)) return undefined;
  const { actual } = nearestArtifact(stage, name);
  if (actual === undefined) return undefined;
  const sure = base && lacksCommand(stage.image, name.slice(name.lastIndexOf('/') + 1));
  return {
    ...missingProgram(model, stage, name, span),
    certainty: sure ? 'known' : 'presumed',
    details: { name, actual },
  };
}
