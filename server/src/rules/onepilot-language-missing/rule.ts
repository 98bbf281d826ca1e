import { addLabels } from '../../manifests/edits';
import { containerLabelPrefix, enableLabel, languageLabel, otherLanguagesLabels } from '../../manifests/labels';
import { isSaidToRunGo } from '../../manifests/language';
import { say } from '../../text/say';
import { defineManifestRule } from '../rule';

export const onepilotLanguageMissing = defineManifestRule({
  id: 'onepilot-language-missing',
  title: 'Pod for ack-onepilot without the label that tells its language',
  severity: 'information',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check({ text, workloads }) {
    for (const [index, workload] of workloads.entries()) {
      const { pod, templated } = workload;
      const entries = pod?.labels?.entries ?? [];
      const enabled = entries.find(({ name, value }) => name === enableLabel && /^(?:on|true)$/i.test(value ?? ''));
      // What is there for Java or Python says that no Go program is meant, as the default of ack-onepilot is Java; and labels for single containers tell their own.
      const isTold = entries.some(
        ({ name }) => name === languageLabel || name.startsWith(containerLabelPrefix) || otherLanguagesLabels.has(name),
      );
      if (!enabled || templated || isTold || !isSaidToRunGo(workload)) continue;
      yield {
        span: enabled.nameSpan,
        certainty: 'presumed',
        message: say`ack-onepilot takes a pod without ${languageLabel} for one of Java. A Go program in it gets nothing of what its agent needs.`,
        fixes: () => {
          const edits = addLabels(text, index, [{ name: languageLabel, value: 'golang' }]);
          return edits ? [{ title: say`Add ${languageLabel}: golang`, safety: 'review', edits }] : [];
        },
      };
    }
  },
});
