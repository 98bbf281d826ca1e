import { addLabels } from '../manifests/edits';
import { workloadsRunning, type CalledByPlace, type Candidate } from '../manifests/images';
import { isLabelValue, labelsFor, labelText } from '../manifests/labels';
import { readWorkloads } from '../manifests/read';
import type { BuildModel } from '../model/buildModel';
import { armsVariables, literalOf, removeArmsVariables } from '../rules/arms-variables-in-image/variables';
import type { Edit } from '../text/edit';

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
  readonly workload: string;
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
export function movesToLabels(model: BuildModel, { manifests, tags, called }: ProjectManifests): readonly LabelMove[] {
  const variables = armsVariables(model);
  const dockerfile = removeArmsVariables(model, variables);
  const enabled = literalOf(model, variables, 'ARMS_ENABLE');
  if (variables.length === 0 || !dockerfile || (enabled !== undefined && enabled !== 'true')) return [];
  const candidates: Candidate[] = manifests.flatMap(({ path, text }) =>
    readWorkloads(text).map((workload, index) => ({ path, index, workload })),
  );
  const moves = workloadsRunning(candidates, tags.own, tags.others, called).flatMap(
    ({ path, index, workload }): LabelMove[] => {
      const text = manifests.find((manifest) => manifest.path === path)?.text;
      const application = applicationOf(model) ?? workload.name;
      if (text === undefined || application === undefined || !isLabelValue(application)) return [];
      const edits = addLabels(text, index, labelsFor(application, workspaceOf(model)));
      return edits
        ? [{ path, workload: `${workload.kind} ${workload.name ?? ''}`.trim(), dockerfile, manifest: edits }]
        : [];
    },
  );
  return moves.slice(0, offered);
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
