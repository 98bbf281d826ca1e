import { addLabels, whyNotAdded } from '../manifests/edits';
import { workloadsRunning, type CalledByPlace, type Candidate } from '../manifests/images';
import { isLabelValue, labelsFor, labelText } from '../manifests/labels';
import { readWorkloads } from '../manifests/read';
import type { BuildModel } from '../model/buildModel';
import { armsVariables, literalOf, removeArmsVariables } from '../rules/arms-variables-in-image/variables';
import type { Withheld } from '../rules/rule';
import { conflict, sortEdits, type Edit } from '../text/edit';
import { LineIndex } from '../text/lineIndex';
import { listWords } from '../text/list';
import { say } from '../text/say';

/** The manifests of a project, and what its files call the images of its Dockerfiles. */
export interface ProjectManifests {
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
  readonly tags: { readonly own: readonly string[]; readonly others: readonly string[] };
  readonly called?: CalledByPlace;
}

/** Takes the settings of the ARMS agent out of a Dockerfile and gives them to the pods of all workloads that run its image. */
export interface LabelMove {
  /** Names the workloads and their manifests. */
  readonly title: string;
  readonly dockerfile: readonly Edit[];
  /** By the paths of the manifests, as they were given. */
  readonly manifests: readonly { readonly path: string; readonly edits: readonly Edit[] }[];
}

/** More workloads of one image than this are a list that nobody reads. */
const told = 5;

/**
 * The move to ack-onepilot labels if it is possible, for all workloads at once that run the image of the Dockerfile (see
 * `workloadsRunning`): without the variables, one that is left out would have neither these nor labels. The application keeps the
 * name that it has; without one it is called as the workload is. None if the Dockerfile switches the agent off.
 */
export function movesToLabels(model: BuildModel, project: ProjectManifests): readonly LabelMove[] {
  const found = attempts(model, project);
  if (typeof found === 'string') return [];
  const [first] = found;
  if (!first) return [];
  const byPath = new Map<string, Edit[]>();
  for (const { path, manifest } of found) {
    if (typeof manifest === 'string') return [];
    byPath.set(path, [...(byPath.get(path) ?? []), ...manifest]);
  }
  if ([...byPath.values()].some((edits) => conflict(edits))) return [];
  const manifests = [...byPath].map(([path, edits]) => ({ path, edits: sortEdits(edits) }));
  return [{ title: titleFor(found.map(({ words }) => words)), dockerfile: first.dockerfile, manifests }];
}

function titleFor(workloads: readonly string[]): string {
  const rest = workloads.length - told + 1;
  const listed = workloads.length > told ? [...workloads.slice(0, told - 1), say`${rest} more workloads`] : workloads;
  return say`Move to ack-onepilot labels of ${listWords(listed)}`;
}

/** The workloads that keep the move from being made, and why. */
export function withheldMoves(model: BuildModel, project: ProjectManifests): readonly Withheld[] {
  const found = attempts(model, project);
  if (typeof found === 'string') return [{ title: say`Move to ack-onepilot labels`, reason: found }];
  return found
    .flatMap(({ words, manifest }) =>
      typeof manifest === 'string' ? [{ title: titleFor([words]), reason: manifest }] : [],
    )
    .slice(0, told);
}

/** What gives one workload its labels, or a sentence that tells why they cannot be given. */
interface Attempt extends Pick<LabelMove, 'dockerfile'> {
  readonly path: string;
  /** Names the workload and its manifest. */
  readonly words: string;
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
    return { path: candidate.path, words: wordsFor(candidate, running, text, offset), dockerfile, manifest };
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
