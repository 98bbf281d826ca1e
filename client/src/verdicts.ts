import { type Disposable, type Event, EventEmitter, type Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type VerdictParams, verdictNotification } from './protocol';

/** The latest verdict of each open Dockerfile. */
export interface Verdicts extends Disposable {
  of(uri: Uri): VerdictParams | undefined;
  readonly onDidChange: Event<Uri>;
}

/** Collects the verdicts that the server sends; those of closed documents are forgotten. */
export function collectVerdicts(client: BaseLanguageClient): Verdicts {
  const byUri = new Map<string, VerdictParams>();
  const changed = new EventEmitter<Uri>();
  const subscriptions = [
    client.onNotification(verdictNotification, (params: VerdictParams) => {
      const uri = client.protocol2CodeConverter.asUri(params.uri);
      byUri.set(uri.toString(), params);
      changed.fire(uri);
    }),
    workspace.onDidCloseTextDocument((document) => byUri.delete(document.uri.toString())),
    changed,
  ];
  return {
    of: (uri) => byUri.get(uri.toString()),
    onDidChange: changed.event,
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
