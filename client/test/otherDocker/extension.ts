import { CompletionItem, CompletionItemKind, type ExtensionContext, languages } from 'vscode';

/** Offers keywords everywhere, as the extension whose name it bears does at the start of a line. */
export function activate(context: ExtensionContext): void {
  const keywords = ['FROM', 'RUN', 'COPY', 'WORKDIR'];
  context.subscriptions.push(
    languages.registerCompletionItemProvider('dockerfile', {
      provideCompletionItems: () => keywords.map((keyword) => new CompletionItem(keyword, CompletionItemKind.Keyword)),
    }),
  );
}
