import {
  containerLabelPrefix,
  enableLabel,
  isLabelValue,
  languageLabel,
  nameLabel,
  onepilotLabels,
  otherLanguagesLabels,
  quoted,
  typeOfPlain,
  usualQuote,
  type Quote,
} from '../../manifests/labels';
import { removeLabel } from '../../manifests/leave';
import type { Label, Labels, Workload } from '../../manifests/workload';
import { say } from '../../text/say';
import { defineManifestRule, type Finding, type Fix } from '../rule';

export const onepilotLabelValue = defineManifestRule({
  id: 'onepilot-label-value',
  title: 'Label of ack-onepilot with a wrong value',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check({ text, workloads }) {
    const quote = usualQuote(text);
    for (const workload of workloads) {
      if (workload.templated) continue;
      yield* ofTypeElsewhere(workload, quote);
      const labels = workload.pod?.labels;
      if (!labels) continue;
      for (const label of labels.entries) {
        const name = baseName(label.name);
        if (!onepilotLabels.has(name)) continue;
        yield* ofType(label, name, quote);
        yield* ofPlaceholder(label, name === nameLabel ? workload.name : undefined, quote);
        if (name === languageLabel) yield* ofLanguage(label);
      }
      yield* ofOtherLanguages(text, workload, labels);
    }
  },
});

/** `apsara.apm/container.shop.armsPilotAutoEnable` is that label for one container. */
function baseName(name: string): string {
  if (!name.startsWith(containerLabelPrefix)) return name;
  const last = name.slice(name.lastIndexOf('.') + 1);
  return last === 'app-language' ? languageLabel : last;
}

/** What the documentation has in the place of a value. Templates put theirs in before Kubernetes reads it. */
function* ofPlaceholder(label: Label, meant: string | undefined, usual: Quote): Iterable<Finding> {
  const { value, valueSpan, quote = usual } = label;
  if (value === undefined || !/^<[^<>]*>$/.test(value)) return;
  yield {
    span: valueSpan,
    certainty: 'known',
    message: say`${value} is a placeholder, and no value of a label: < and > are not allowed in one, and the manifest is refused.`,
    fixes:
      meant !== undefined && isLabelValue(meant)
        ? [
            {
              title: say`Write ${meant}`,
              safety: 'review',
              edits: [{ span: valueSpan, newText: quoted(meant, quote) }],
            },
          ]
        : [],
  };
}

/** Labels of the workload and annotations have no effect, but they have to be strings all the same. */
function* ofTypeElsewhere({ pod, above }: Workload, quote: Quote): Iterable<Finding> {
  const maps = [pod?.annotations, ...above.flatMap(({ labels, annotations }) => [labels, annotations])];
  for (const label of maps.flatMap((map) => map?.entries ?? [])) {
    const name = baseName(label.name);
    if (onepilotLabels.has(name)) yield* ofType(label, name, quote);
  }
}

function* ofType(label: Label, name: string, quote: Quote): Iterable<Finding> {
  const { value, valueSpan, nameSpan, plain } = label;
  const type = plain && value !== undefined ? typeOfPlain(value) : undefined;
  if (value === undefined || type === undefined) return;
  if (type === 'null') return;
  const what = type === 'boolean' ? say`a boolean` : say`a number`;
  const isTrue = name === enableLabel && /^(?:true|yes|on)$/i.test(value);
  const text = quoted(isTrue ? 'on' : value, quote);
  yield {
    span: valueSpan.end > valueSpan.start ? valueSpan : nameSpan,
    certainty: 'known',
    message: say`${value} without quotes is ${what} to Kubernetes, and the value of a label or annotation has to be a string: the manifest is refused.`,
    fixes: [{ title: say`Write ${text}`, safety: 'safe', edits: [{ span: valueSpan, newText: text }] }],
  };
}

function* ofLanguage({ value, valueSpan, quote }: Label): Iterable<Finding> {
  if (value === undefined || value === 'golang' || !/^go(?:lang)?$/i.test(value)) return;
  yield {
    span: valueSpan,
    certainty: 'presumed',
    message: say`ack-onepilot calls Go golang, not ${value}: another word presumably counts as none.`,
    fixes: [
      {
        title: say`Write golang`,
        safety: 'safe',
        edits: [{ span: valueSpan, newText: quote ? quoted('golang', quote) : 'golang' }],
      },
    ],
  };
}

/** With several containers, or labels for single ones, another container may be meant. */
function* ofOtherLanguages(text: string, { containers }: Workload, labels: Labels): Iterable<Finding> {
  const { entries } = labels;
  const isGo = entries.some(({ name, value }) => name === languageLabel && value === 'golang');
  if (!isGo || containers.length !== 1 || entries.some(({ name }) => name.startsWith(containerLabelPrefix))) return;
  for (const label of entries) {
    if (!otherLanguagesLabels.has(label.name)) continue;
    yield {
      span: label.nameSpan,
      certainty: 'known',
      message: say`${label.name} is for Java or Python, and ${languageLabel} says that this pod runs Go: it does nothing here.`,
      fixes: () => remove(text, labels, label),
    };
  }
}

function remove(text: string, labels: Labels, label: Label): readonly Fix[] {
  const edits = removeLabel(text, labels, label);
  return edits ? [{ title: say`Remove ${label.name}`, safety: 'safe', edits }] : [];
}
