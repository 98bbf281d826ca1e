import {
  DocumentHighlightKind,
  LSPErrorCodes,
  ResponseError,
  type Definition,
  type DefinitionLink,
  type DocumentHighlight,
  type Location,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { prepareRename } from '../../features/navigation/names';
import type { LanguageFeature } from '../languageFeature';
import { LineIndex } from '../../text/lineIndex';
import { toRange, toSeveralEdits } from '../toProtocol';

type Prepared = NonNullable<ReturnType<typeof prepareRename>>;

/** What stages, variables and programs are called: definition, references, highlights, rename. */
export const namesFeature: LanguageFeature = {
  capabilities: ({ preparesRename }) => ({
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: preparesRename ? { prepareProvider: true } : true,
  }),
  listen: (connection, { session, analyse, abilities, answer }) => {
    connection.onDefinition(({ textDocument: { uri }, position }, token) =>
      answer<Definition | DefinitionLink[] | null>('definition', null, token, async () => {
        const document = await analyse(uri);
        if (!document) return undefined;
        const { index, analysis, editor } = document;
        const found = editor.definition(analysis, index.offsetAt(position));
        if (!found || found.targets.length === 0) return undefined;
        return abilities()?.takesLinks
          ? found.targets.map(({ span, whole }) => ({
              originSelectionRange: toRange(index, found.span),
              targetUri: uri,
              targetRange: toRange(index, whole),
              targetSelectionRange: toRange(index, span),
            }))
          : found.targets.map(({ span }) => ({ uri, range: toRange(index, span) }));
      }),
    );

    connection.onReferences(({ textDocument: { uri }, position, context }, token) =>
      answer<Location[]>('references', [], token, async () => {
        const document = await analyse(uri);
        if (!document) return undefined;
        const { index, analysis, editor } = document;
        return editor
          .references(analysis, index.offsetAt(position))
          .filter(({ kind }) => kind === 'use' || context.includeDeclaration)
          .map(({ span }) => ({ uri, range: toRange(index, span) }));
      }),
    );

    connection.onDocumentHighlight(({ textDocument: { uri }, position }, token) =>
      answer<DocumentHighlight[]>('documentHighlight', [], token, async () => {
        const document = await analyse(uri);
        if (!document) return undefined;
        const { index, analysis, editor } = document;
        return editor.references(analysis, index.offsetAt(position)).map(({ span, kind }) => ({
          range: toRange(index, span),
          kind: kind === 'definition' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }));
      }),
    );

    connection.onPrepareRename(async ({ textDocument: { uri }, position }, token) => {
      const found = await answer('prepareRename', undefined, token, async () => {
        const document = await analyse(uri);
        const prepared = document?.editor.prepareRename(document.analysis, document.index.offsetAt(position));
        return document && prepared && { document, prepared };
      });
      if (!found) return null;
      const { name, span } = unlessRefused(found.prepared);
      return { range: toRange(found.document.index, span), placeholder: name };
    });

    connection.onRenameRequest(
      async ({ textDocument: { uri }, position, newName }, token): Promise<WorkspaceEdit | null> => {
        const found = await answer('rename', undefined, token, async () => {
          const document = await analyse(uri);
          if (!document) return undefined;
          const given = await session.givenNames(document);
          const { editor, analysis, index } = document;
          const result = editor.rename(analysis, index.offsetAt(position), newName, given);
          if ('refused' in result) return { result };
          const others = result.others.map(async ({ path, text, edits }) => ({
            uri: document.places.toUri(path),
            version: (await session.opened(path))?.version ?? null,
            index: new LineIndex(text),
            edits,
          }));
          return { result: { changes: [{ ...document, edits: result.edits }, ...(await Promise.all(others))] } };
        });
        if (!found) return null;
        return toSeveralEdits(unlessRefused(found.result).changes, abilities()?.takesVersionedEdits ?? false);
      },
    );
  },
};

/** What the client shows to the user instead of renaming: not a fault of ours, so it is not logged. */
function unlessRefused<T extends object>(result: T | Extract<Prepared, { refused: string }>): T {
  if ('refused' in result) throw new ResponseError(LSPErrorCodes.RequestFailed, result.refused);
  return result;
}
