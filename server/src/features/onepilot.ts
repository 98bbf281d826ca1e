import { addLabels, whyNotAdded } from '../manifests/edits';
import { workloadsRunning, type CalledByPlace, type Candidate } from '../manifests/images';
import { isLabelValue, labelsFor, labelText } from '../manifests/labels';
import { readWorkloads } from '../manifests/read';
import type { BuildModel } from '../model/buildModel';
import { armsVariables, literalOf, removeArmsVariables } from '../rules/arms-variables-in-image/variables';
import type { Withheld } from '../rules/rule';
import type { Edit } from '../text/edit';
import { LineIndex } from '../text/lineIndex';
import { say } from '../text/say';

/** The manifests of a project, and what its files call the images of its Dockerfiles. */
export interface ProjectManifests {
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
  readonly tags: { readonly own: readonly string[]; readonly others: readonly string[] };
  readonly called?: CalledByPlace;
}

/** Takes the settings of the ARMS agent out of a Dockerfile and gives them to the pods of a workload. */
export interface LabelMove {
  /** Path of the manifest, as it was given. */
  readonly path: string;
  /** Names the workload and its manifest. */
  readonly title: string;
  readonly dockerfile: readonly Edit[];
  readonly manifest: readonly Edit[];
}

/** More workloads of one image than this are a list that nobody reads. */
const offered = 5;

/**
 * The moves to ack-onepilot labels that are possible, one for each workload that runs the image of the Dockerfile (see
 * `workloadsRunning`). The application keeps the name that it has; without one it is called as the workload is. None if the
 * Dockerfile switches the agent off.
 */
export function movesToLabels(model: BuildModel, project: ProjectManifests): readonly LabelMove[] {
  const found = attempts(model, project);
  if (typeof found === 'string') return [];
  return found
    .flatMap(({ title, path, dockerfile, manifest }) =>
      typeof manifest === 'string' ? [] : [{ title, path, dockerfile, manifest }],
    )
    .slice(0, offered);
}

/** The moves that are not possible, and why. */
export function withheldMoves(model: BuildModel, project: ProjectManifests): readonly Withheld[] {
  const found = attempts(model, project);
  if (typeof found === 'string') return [{ title: say`Move to ack-onepilot labels`, reason: found }];
  return found
    .flatMap(({ title, manifest }) => (typeof manifest === 'string' ? [{ title, reason: manifest }] : []))
    .slice(0, offered);
}

/** A move, or in the place of the manifest's edits a sentence that tells why they cannot be made. */
interface Attempt extends Omit<LabelMove, 'manifest'> {
  readonly manifest: readonly Edit[] | string;
}

/** One for each workload that runs the image, or a sentence that tells why there is none. */
function attempts(model: BuildModel, { manifests, tags, called }: ProjectManifests): readonly Attempt[] | string {
  const variables = armsVariables(model);
  if (variables.length === 0) return [];
  const dockerfile = removeArmsVariables(model, variables);
  if (typeof dockerfile === 'string') return dockerfile;
  const enabled = literalOf(model, variables, 'ARMS_ENABLE');
  if (enabled !== undefined && enabled !== 'true') return say`ARMS_ENABLE=${enabled} does not switch the agent on.`;
  const candidates: Candidate[] = manifests.flatMap(({ path, text }) =>
    readWorkloads(text).map((workload, index) => ({ path, index, workload })),
  );
  const running = workloadsRunning(candidates, tags.own, tags.others, called);
  if (running.length === 0) return say`No manifest around the Dockerfile has a workload that certainly runs its image.`;
  return running.map((candidate) => {
    const text = manifests.find(({ path }) => path === candidate.path)?.text ?? '';
    const manifest = labelling(model, text, candidate);
    const [edit] = typeof manifest === 'string' ? [] : manifest;
    const offset = (edit?.span ?? candidate.workload.span).start;
    const title = say`Move to ack-onepilot labels of ${wordsFor(candidate, running, text, offset)}`;
    return { path: candidate.path, title, dockerfile, manifest };
  });
}

function labelling(model: BuildModel, text: string, { index, workload }: Candidate): readonly Edit[] | string {
  const application = applicationOf(model) ?? workload.name;
  if (application === undefined) return say`Neither the Dockerfile nor the workload names the application.`;
  if (!isLabelValue(application)) return say`The value of a label cannot be ${application}.`;
  return addLabels(text, index, labelsFor(application, workspaceOf(model))) ?? whyNotAdded(workload);
}

/**
 * The workload and the name of its file, with as many folders as tell it from the other files, and the line where one file has the
 * workload twice.
 */
function wordsFor(candidate: Candidate, running: readonly Candidate[], text: string, offset: number): string {
  const { path } = candidate;
  const name = nameOf(candidate);
  const parts = partsOf(path);
  const others = running.filter((other) => other.path !== path).map((other) => partsOf(other.path));
  let length = 1;
  while (length < parts.length && others.some((other) => endOf(other, length) === endOf(parts, length))) length++;
  const again = running.filter((other) => other.path === path && nameOf(other) === name).length > 1;
  const line = again ? say`, line ${new LineIndex(text).lineAt(offset) + 1}` : '';
  return say`${name} in ${endOf(parts, length)}${line}`;
}

function nameOf({ workload }: Candidate): string {
  return `${workload.kind} ${workload.name ?? ''}`.trim();
}

function partsOf(path: string): readonly string[] {
  return path.split(/[/\\]/);
}

function endOf(parts: readonly string[], length: number): string {
  return parts.slice(-length).join('/');
}

/** The labels as lines of YAML, for whoever puts them into a manifest by hand. */
export function onepilotLabelLines(model: BuildModel): string {
  const application = applicationOf(model) ?? 'your-application';
  return labelsFor(application, workspaceOf(model))
    .map((label) => `${labelText(label)}\n`)
    .join('');
}

function applicationOf(model: BuildModel): string | undefined {
  return labelValue(model, 'ARMS_APP_NAME');
}

function workspaceOf(model: BuildModel): string | undefined {
  return labelValue(model, 'ARMS_WORKSPACE');
}

function labelValue(model: BuildModel, name: string): string | undefined {
  const value = literalOf(model, armsVariables(model), name);
  return value !== undefined && isLabelValue(value) ? value : undefined;
}
