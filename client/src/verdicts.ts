import { type Disposable, type Event, EventEmitter, Uri, workspace } from 'vscode';
import type { VerdictParams } from './protocol';

/** The latest verdict of each open Dockerfile. */
export interface Verdicts extends Disposable {
  of(uri: Uri): VerdictParams | undefined;
  readonly onDidChange: Event<Uri>;
}

/** Keeps the verdicts that it is told of; those of closed documents are forgotten. */
export function keepVerdicts(): Verdicts & { readonly tell: (params: VerdictParams) => void } {
  const byUri = new Map<string, VerdictParams>();
  const changed = new EventEmitter<Uri>();
  const subscriptions = [
    workspace.onDidCloseTextDocument((document) => byUri.delete(document.uri.toString())),
    changed,
  ];
  return {
    tell(params) {
      const uri = Uri.parse(params.uri);
      byUri.set(uri.toString(), params);
      changed.fire(uri);
    },
    of: (uri) => byUri.get(uri.toString()),
    onDidChange: changed.event,
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
