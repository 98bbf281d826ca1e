import {
  baseLabelName,
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
        const name = baseLabelName(label.name);
        if (!onepilotLabels.has(name)) continue;
        yield* ofType(label, name, quote);
        yield* ofPlaceholder(label, name === nameLabel ? workload.name : undefined, quote);
        yield* ofCharacters(label, quote);
        if (name === enableLabel && isGo(labels)) yield* ofSwitch(label, quote);
        if (name === languageLabel) yield* ofLanguage(label);
      }
      yield* ofOtherLanguages(text, workload, labels);
    }
  },
});

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

/** What cannot be the value of a label; variables and marks that something replaces before Kubernetes reads it are none. */
function* ofCharacters({ name, value, valueSpan, plain, quote }: Label, usual: Quote): Iterable<Finding> {
  if (value === undefined || value === '' || isLabelValue(value) || (plain && typeOfPlain(value) !== undefined)) return;
  if (/[$<>{}@%#[\]]|^__?|__?$/.test(value)) return;
  const near = value.replace(/[ /:]+/g, '-');
  yield {
    span: valueSpan,
    certainty: 'known',
    message:
      value.length > 63
        ? say`The value of ${name} has ${value.length} characters, and that of a label at most 63: the manifest is refused.`
        : say`${value} is no value of a label, which has letters, digits, - _ and . and begins and ends with a letter or digit: the manifest is refused.`,
    fixes: isLabelValue(near)
      ? [
          {
            title: say`Write ${near}`,
            safety: 'review',
            edits: [{ span: valueSpan, newText: quoted(near, quote ?? usual) }],
          },
        ]
      : [],
  };
}

function isGo({ entries }: Labels): boolean {
  const languages = entries.filter(({ name }) => baseLabelName(name) === languageLabel);
  return languages.length > 0 && languages.every(({ value }) => value === 'golang');
}

/** Words that mean to switch the agent on. What is switched off is so on purpose. */
function* ofSwitch({ value, valueSpan, plain, quote }: Label, usual: Quote): Iterable<Finding> {
  if (value === undefined || plain || !/^(?:on|true|yes|y|1|enabled?)?$/i.test(value) || value === 'on') return;
  yield {
    span: valueSpan,
    certainty: 'presumed',
    message: say`ack-onepilot sets the agent's variables where this is on: ${value === '' ? say`an empty value` : value} presumably counts as off.`,
    fixes: [
      {
        title: say`Write ${quoted('on', quote ?? usual)}`,
        safety: 'review',
        edits: [{ span: valueSpan, newText: quoted('on', quote ?? usual) }],
      },
    ],
  };
}

/** Labels of the workload and annotations have no effect, but they have to be strings all the same. */
function* ofTypeElsewhere({ pod, above }: Workload, quote: Quote): Iterable<Finding> {
  const maps = [pod?.annotations, ...above.flatMap(({ labels, annotations }) => [labels, annotations])];
  for (const label of maps.flatMap((map) => map?.entries ?? [])) {
    const name = baseLabelName(label.name);
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
