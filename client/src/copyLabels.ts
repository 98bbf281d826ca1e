import { commands, type Disposable, env, l10n, window } from 'vscode';
import type { LanguageServer } from './languageServer';
import { copyLabelsCommand, labelsRequest } from './protocol';

/**
 * The command that puts the labels of ack-onepilot on the clipboard, for the Dockerfile whose URI it is given, or else for the
 * one in view.
 */
export function registerCopyLabels(server: LanguageServer): Disposable {
  return commands.registerCommand(copyLabelsCommand, async (given: unknown) => {
    const inView = window.activeTextEditor?.document.uri;
    const uri = typeof given === 'string' ? given : inView?.toString();
    const labels = uri === undefined ? null : await server.ask<string | null>(labelsRequest, { uri });
    if (labels === null || labels === undefined) {
      void window.showInformationMessage(l10n.t('Open a Dockerfile to copy the ack-onepilot labels for its program.'));
      return;
    }
    await env.clipboard.writeText(labels);
    void window.showInformationMessage(
      l10n.t(
        'The ack-onepilot labels are on the clipboard. They belong to spec.template.metadata.labels of the workload.',
      ),
    );
  });
}
