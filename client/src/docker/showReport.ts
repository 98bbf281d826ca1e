import { commands, type Disposable, EventEmitter, extensions, Uri, window, workspace } from 'vscode';

const scheme = 'go-dockerfile-build';
const kept = 20;

/** Documents that tell what was built, or what is in it; they are not saved. */
export interface Reports extends Disposable {
  /** Shows a text in Markdown under a name, beside the editor. */
  show(name: string, text: string): Promise<Uri>;
  /** Shows a text that is JSON. */
  showJson(name: string, text: string): Promise<Uri>;
}

export function createReports(): Reports {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const registered = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  const put = (name: string, ending: string, text: string): Uri => {
    const uri = Uri.from({ scheme, path: `/${name.replaceAll(/[/\\:@]+/g, ' ').trim()}.${ending}` });
    texts.delete(uri.path);
    texts.set(uri.path, text);
    // A preview may ask again long after its document was closed: the newest are kept.
    const [oldest] = texts.keys();
    if (texts.size > kept && oldest !== undefined) texts.delete(oldest);
    changed.fire(uri);
    return uri;
  };
  return {
    show: async (name, text) => {
      const uri = put(name, 'md', text);
      const document = await workspace.openTextDocument(uri);
      if (extensions.getExtension('vscode.markdown-language-features'))
        await commands.executeCommand('markdown.showPreviewToSide', uri);
      else await window.showTextDocument(document, { preview: true });
      return uri;
    },
    showJson: async (name, text) => {
      const uri = put(name, 'json', text);
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
      return uri;
    },
    dispose: () => {
      for (const one of [registered, changed]) one.dispose();
    },
  };
}
