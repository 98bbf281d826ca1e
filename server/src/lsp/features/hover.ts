import { MarkupKind, type Hover } from 'vscode-languageserver';
import { mayHoldLabels } from '../../manifests/mayHoldLabels';
import type { LanguageFeature } from '../languageFeature';
import { toRange } from '../toProtocol';

/** Hovers on Dockerfiles, and on the labels of pods in manifests. */
export const hoverFeature: LanguageFeature = {
  capabilities: () => ({ hoverProvider: true }),
  listen: (connection, { session, analyse, abilities, answer }) => {
    connection.onHover(({ textDocument, position }, token) =>
      answer<Hover | undefined>('hover', undefined, token, async () => {
        const document = (await analyse(textDocument.uri)) ?? (await session.manifest(textDocument.uri));
        if (!document) return undefined;
        const offset = document.index.offsetAt(position);
        const hovered =
          'analysis' in document
            ? document.editor.hover(document.analysis, offset)
            : mayHoldLabels(document.text)
              ? session.manifestHover?.(document.text, offset)
              : undefined;
        return (
          hovered && {
            contents: {
              kind: abilities()?.showsMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText,
              value: hovered.markdown,
            },
            range: toRange(document.index, hovered.span),
          }
        );
      }),
    );
  },
};
