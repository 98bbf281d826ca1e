import { languages, workspace } from 'vscode';

/**
 * Schemes whose documents are files of a workspace, or are to become one; those of the workspace folders come to them. The left
 * side of a comparison (`git:`) is none: what it reports cannot be mended.
 */
const schemes = ['file', 'untitled', 'vscode-vfs'];

/** The documents that the server hears of. */
export function documentSelector(): { readonly scheme: string; readonly language: string }[] {
  const ofFolders = workspace.workspaceFolders?.map(({ uri }) => uri.scheme) ?? [];
  return [...new Set([...schemes, ...ofFolders])].flatMap((scheme) => [
    { scheme, language: 'dockerfile' },
    { scheme, language: 'yaml' },
  ]);
}

/** Whether a Dockerfile that the server hears of is open: without one, manifests alone are none of its business. */
export function isDockerfileOpen(): boolean {
  const selector = documentSelector().filter(({ language }) => language === 'dockerfile');
  return workspace.textDocuments.some((document) => languages.match(selector, document) > 0);
}
