import { type Disposable, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Outcome, VerdictParams } from './protocol';
import type { Verdicts } from './verdicts';

/** How an outcome looks in the status bar: a product icon, and a background where the build or the start fails. */
const appearance: Readonly<Record<Outcome, { readonly icon: string; readonly background: string | undefined }>> = {
  runs: { icon: 'pass', background: undefined },
  'fails-to-build': { icon: 'error', background: 'statusBarItem.errorBackground' },
  'fails-to-start': { icon: 'error', background: 'statusBarItem.errorBackground' },
  unknown: { icon: 'question', background: undefined },
};

/** Shows the verdict of the Dockerfile in the active editor, and hides where there is none. */
export function createStatusItem(verdicts: Verdicts): Disposable {
  const item = window.createStatusBarItem('goDockerfile.verdict', StatusBarAlignment.Left);
  item.name = 'Go Dockerfile';
  const refresh = () => {
    const document = window.activeTextEditor?.document;
    const verdict = document && verdicts.of(document.uri);
    if (!verdict || verdict.summary === '') {
      item.hide();
      return;
    }
    const { icon, background } = appearance[verdict.outcome];
    item.text = `$(${icon}) Go: ${verdict.summary}`;
    item.tooltip = tooltip(verdict);
    item.backgroundColor = background === undefined ? undefined : new ThemeColor(background);
    item.command = background === undefined ? undefined : 'workbench.actions.view.problems';
    item.show();
  };
  const subscriptions = [verdicts.onDidChange(refresh), window.onDidChangeActiveTextEditor(refresh)];
  refresh();
  return {
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      item.dispose();
    },
  };
}

function tooltip(verdict: VerdictParams): MarkdownString {
  const text = new MarkdownString(`**Go Dockerfile**: ${verdict.summary}`);
  if (verdict.detail !== null) text.appendMarkdown(`\n\n${verdict.detail}`);
  return text;
}
