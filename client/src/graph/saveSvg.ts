import { l10n, type Uri, window, workspace } from 'vscode';

/** Asks where to, and writes the picture there. */
export async function saveSvg(svg: string, dockerfile: Uri | undefined): Promise<void> {
  const target = await window.showSaveDialog({
    title: l10n.t('Save the build graph'),
    filters: { [l10n.t('SVG picture')]: ['svg'] },
    ...(dockerfile?.scheme === 'file' && { defaultUri: dockerfile.with({ path: `${dockerfile.path}.svg` }) }),
  });
  if (!target) return;
  try {
    await workspace.fs.writeFile(target, new TextEncoder().encode(svg));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t('The picture could not be written to {0}: {1}', target.fsPath, reason));
  }
}
