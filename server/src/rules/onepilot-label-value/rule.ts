import { removeLabel } from '../../manifests/edits';
import {
  containerLabelPrefix,
  enableLabel,
  languageLabel,
  onepilotLabels,
  otherLanguagesLabels,
  quoted,
  typeOfPlain,
} from '../../manifests/labels';
import type { Label, Workload } from '../../manifests/workload';
import { defineManifestRule, type Finding, type Fix } from '../rule';

export const onepilotLabelValue = defineManifestRule({
  id: 'onepilot-label-value',
  title: 'Label of ack-onepilot with a wrong value',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check({ text, workloads }) {
    for (const workload of workloads) {
      const labels = workload.pod?.labels;
      if (!labels) continue;
      for (const label of labels.entries) {
        if (onepilotLabels.has(label.name)) yield* ofType(label);
        if (label.name === languageLabel) yield* ofLanguage(label);
      }
      yield* ofOtherLanguages(text, workload, labels.entries);
    }
  },
});

function* ofType(label: Label): Iterable<Finding> {
  const { name, value, valueSpan, nameSpan, plain } = label;
  const type = plain && value !== undefined ? typeOfPlain(value) : undefined;
  if (value === undefined || type === undefined) return;
  if (type === 'null') return;
  const isTrue = name === enableLabel && /^(?:true|yes|on)$/i.test(value);
  const text = quoted(isTrue ? 'on' : value);
  yield {
    span: valueSpan.end > valueSpan.start ? valueSpan : nameSpan,
    certainty: 'known',
    message: `${value} without quotes is ${type} to Kubernetes, and the value of a label has to be a string: the manifest is refused.`,
    fixes: [{ title: `Write ${text}`, safety: 'safe', edits: [{ span: valueSpan, newText: text }] }],
  };
}

function* ofLanguage({ value, valueSpan }: Label): Iterable<Finding> {
  if (value === undefined || value === 'golang' || !/^go(?:lang)?$/i.test(value)) return;
  yield {
    span: valueSpan,
    certainty: 'presumed',
    message: `ack-onepilot calls Go golang, not ${value}: another word presumably counts as none.`,
    fixes: [{ title: 'Write golang', safety: 'safe', edits: [{ span: valueSpan, newText: 'golang' }] }],
  };
}

/** With several containers, or labels for single ones, another container may be meant. */
function* ofOtherLanguages(text: string, { containers }: Workload, labels: readonly Label[]): Iterable<Finding> {
  const isGo = labels.some(({ name, value }) => name === languageLabel && value === 'golang');
  if (!isGo || containers.length !== 1 || labels.some(({ name }) => name.startsWith(containerLabelPrefix))) return;
  for (const label of labels) {
    if (!otherLanguagesLabels.has(label.name)) continue;
    yield {
      span: label.nameSpan,
      certainty: 'known',
      message: `${label.name} is for Java or Python, and ${languageLabel} says that this pod runs Go: it does nothing here.`,
      fixes: () => remove(text, label),
    };
  }
}

function remove(text: string, label: Label): readonly Fix[] {
  const edit = removeLabel(text, label);
  return edit ? [{ title: `Remove ${label.name}`, safety: 'safe', edits: [edit] }] : [];
}
