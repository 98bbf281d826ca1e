import { labelText, languageLabel, labelsFor, enableLabel } from '../../manifests/labels';
import { readWorkloads } from '../../manifests/read';
import { manifestRules } from '../../rules/registry';
import { describePodLabel } from '../observabilityHover';
import { ignoreProposal } from './commentItems';
import { finish } from './finish';
import type { Completion, Draft } from './item';

/** Stands for the line that is being written while the rest is read. */
const placeholder = 'go-dockerfile-cursor';

/**
 * What can stand at an offset of a Kubernetes manifest: labels of ack-onepilot where the pods of a workload have theirs, their
 * values, and rule ids in comments.
 */
export function completeManifest(text: string, offset: number): Completion | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineBreak = text.indexOf('\n', offset);
  const lineEnd = lineBreak < 0 ? text.length : lineBreak;
  const before = text.slice(lineStart, offset);
  const comment = /#[ \t]*(go.*)$/.exec(before)?.[1];
  if (comment !== undefined) return finish(text, offset, ignoreProposal(comment, manifestRules, [], offset));
  const written = /^([ \t]*)(?![ \t])(["']?)([\w./-]*)(?:(["']?)[ \t]*:[ \t]+(["']?)([\w-]*))?$/.exec(before);
  if (!written) return undefined;
  const [, indentation = '', quote = '', name = '', , valueQuote, value] = written;
  // The line is unfinished, so that the text as it stands is mostly no YAML.
  const probe = `${text.slice(0, lineStart)}${indentation}${placeholder}: x${text.slice(lineEnd)}`;
  const workload = readWorkloads(probe).find(({ pod }) =>
    pod?.labels?.entries.some((label) => label.name === placeholder),
  );
  const there = new Set(workload?.pod?.labels?.entries.map((label) => label.name));
  if (!workload) return undefined;
  if (value !== undefined) {
    const known = name === languageLabel ? 'golang' : name === enableLabel ? 'on' : undefined;
    if (known === undefined) return undefined;
    const label = valueQuote === '' && known === 'on' ? "'on'" : known;
    const drafts: readonly Draft[] = [
      { label, kind: 'value', filterText: known, documentation: () => describePodLabel(name, 'manifest') },
    ];
    return finish(text, offset, { typed: value, rest: /^\w*/, drafts });
  }
  const application = workload.name ?? 'your-application';
  const drafts = labelsFor(application, 'your-workspace')
    .filter((label) => !there.has(label.name))
    .map((label): Draft => ({
      label: label.name,
      kind: 'label',
      detail: label.value,
      newText: quote === '' ? labelText(label) : label.name,
      documentation: () => describePodLabel(label.name, 'manifest'),
    }));
  return finish(text, offset, { typed: name, rest: /^[\w./-]*/, drafts });
}
