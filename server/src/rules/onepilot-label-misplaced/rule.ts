import { moveLabels } from '../../manifests/edits';
import {
  baseLabelName,
  enableLabel,
  languageLabel,
  onepilotLabels,
  typeOfPlain,
  type NewLabel,
} from '../../manifests/labels';
import type { Label, Workload } from '../../manifests/workload';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { defineManifestRule, type Finding } from '../rule';

export const onepilotLabelMisplaced = defineManifestRule({
  id: 'onepilot-label-misplaced',
  title: 'Label of ack-onepilot where no pod gets it',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check({ text, workloads }) {
    for (const [index, workload] of workloads.entries()) yield* misplaced(text, workload, index);
  },
});

function* misplaced(text: string, workload: Workload, index: number): Iterable<Finding> {
  const { pod, above, kind } = workload;
  // Labels that an anchor ties to another place may be more than can be seen.
  if (!pod || pod.labels?.own === false || workload.templated) return;
  const own = new Set(pod.labels?.entries.map(({ name }) => name));
  const language = languageOf(workload);
  // The agents for other languages have rules of their own.
  if (language !== undefined && language !== 'golang') return;
  const places = [
    ...above.map(({ path, labels }) => ({ where: `${path}.labels`, map: labels, annotations: false })),
    ...[...above, pod].map(({ path, annotations }) => ({
      where: `${path}.annotations`,
      map: annotations,
      annotations: true,
    })),
  ];
  for (const { where, map, annotations } of places) {
    // Annotations were the way of the older arms-pilot, for Java: only where the pod is said to run Go are they certainly wrong.
    if (!map || (annotations && language !== 'golang')) continue;
    const found = map.entries.filter(({ name }) => onepilotLabels.has(baseLabelName(name)) && !own.has(name));
    const [first, ...others] = found;
    if (!first) continue;
    const names = new Set(found.map(({ name }) => name));
    const title = say`Move to ${pod.path}.labels`;
    const labels = found.flatMap((label) => newLabel(label) ?? []);
    const move = (): readonly Edit[] | string =>
      labels.length < found.length
        ? say`One of the labels has no value that could be moved.`
        : moveLabels(text, index, map, names, labels);
    yield {
      span: first.nameSpan,
      certainty: 'known',
      message: say`${first.name} stands in ${where} of this ${kind}: ack-onepilot reads ${pod.path}.labels, so the agent gets no settings.`,
      related: others.map(({ name, nameSpan }) => ({ span: nameSpan, message: say`${name} stands there too` })),
      fixes: () => {
        const edits = move();
        return typeof edits === 'string' ? [] : [{ title, safety: 'review', edits }];
      },
      withheld: () => {
        const reason = move();
        return typeof reason === 'string' ? [{ title, reason }] : [];
      },
    };
  }
}

function newLabel({ name, value, plain, quote }: Label): NewLabel | undefined {
  if (value === undefined) return undefined;
  const isTrue = plain && baseLabelName(name) === enableLabel && /^(?:true|yes)$/i.test(value);
  return plain && typeOfPlain(value) === 'null' ? undefined : { name, value: isTrue ? 'on' : value, quote };
}

function languageOf({ pod, above }: Workload): string | undefined {
  const maps = [pod, ...above].flatMap((metadata) => [metadata?.labels, metadata?.annotations]);
  const entries = maps.flatMap((map) => map?.entries ?? []);
  const told = entries.flatMap(({ name, value }) => (baseLabelName(name) === languageLabel ? (value ?? []) : []));
  // One for all, or each for a container of its own.
  return told.find((language) => language !== 'golang') ?? told[0];
}
