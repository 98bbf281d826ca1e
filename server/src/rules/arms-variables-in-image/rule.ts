import { listWords } from '../../text/list';
import { say } from '../../text/say';
import { shipsLicenseKey } from '../arms-license-in-image/keys';
import { defineRule } from '../rule';
import { armsVariables, removeArmsVariables } from './variables';

export const armsVariablesInImage = defineRule({
  id: 'arms-variables-in-image',
  title: 'Settings of the ARMS agent in the image',
  severity: 'information',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const variables = armsVariables(model);
    const [first, ...others] = variables;
    if (!first) return;
    const names = [...new Set(variables.map(({ pair }) => pair.name))];
    const secret = shipsLicenseKey(model) ? say`, and whoever can pull the image can read the licence key` : '';
    const listed = listWords(names);
    const fixed =
      names.length > 1
        ? say`${listed} are fixed in the image: another value needs another build${secret}. `
        : say`${listed} is fixed in the image: another value needs another build${secret}. `;
    yield {
      span: first.pair.nameSpan,
      certainty: 'known',
      message: fixed + say`In a Kubernetes cluster with ack-onepilot, labels of the pod do without.`,
      related: others.map(({ pair }) => ({ span: pair.nameSpan, message: say`${pair.name} is set here` })),
      fixes: () => {
        const edits = removeArmsVariables(model, variables);
        // The labels are the other half. Where the workloads are known, features/onepilot has both.
        const title = say`Only take the settings of the ARMS agent out of the image: it stays off in pods without labels of ack-onepilot`;
        return typeof edits === 'string' ? [] : [{ title, safety: 'review', edits, partial: true }];
      },
    };
  },
});
