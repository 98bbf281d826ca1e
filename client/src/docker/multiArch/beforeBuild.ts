import { l10n, type Uri, window, workspace, WorkspaceEdit } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type PlatformFinding, platformFindingsRequest } from '../../protocol';

/** Rules whose findings make a build for several platforms slow, or useless: asked about before it starts. */
const askedBefore = ['wrong-architecture', 'emulated-build'];

/** The findings about platforms, as they are if the Dockerfile is built for these. */
export async function findForPlatforms(
  client: BaseLanguageClient,
  uri: Uri,
  platforms: readonly string[],
): Promise<readonly PlatformFinding[]> {
  if (!client.isRunning()) return [];
  return client.sendRequest<readonly PlatformFinding[]>(platformFindingsRequest, {
    uri: client.code2ProtocolConverter.asUri(uri),
    platforms,
  });
}

/**
 * Tells the user of what makes the build slow or useless, and mends it if the user wants to.
 * @param isEmulated whether the builder emulates one of the platforms: if not, there is nothing slow
 * @returns whether to build
 */
export async function checkBeforeBuild(
  client: BaseLanguageClient,
  uri: Uri,
  platforms: readonly string[],
  isEmulated: boolean,
): Promise<boolean> {
  const settled = new Set<string>();
  for (;;) {
    const findings = await findForPlatforms(client, uri, platforms);
    const finding = findings.find(
      ({ rule }) => askedBefore.includes(rule) && !settled.has(rule) && (rule !== 'emulated-build' || isEmulated),
    );
    if (!finding) return true;
    settled.add(finding.rule);
    const { fix, message, rule } = finding;
    const anyway = l10n.t('Build Anyway');
    const answer = await window.showWarningMessage(
      rule === 'emulated-build'
        ? l10n.t('Go would compile under emulation, which is slow.')
        : l10n.t('Not every platform would get a program of its own.'),
      { modal: true, detail: message },
      ...(fix ? [l10n.t('{0}, and Build', fix.title)] : []),
      anyway,
    );
    if (answer === undefined) return false;
    if (answer !== anyway && fix && !(await applyFix(client, uri, fix))) return false;
  }
}

/** Applies a fix, and saves the Dockerfile: the engine reads it from the disk. */
async function applyFix(
  client: BaseLanguageClient,
  uri: Uri,
  { edits, version }: NonNullable<PlatformFinding['fix']>,
): Promise<boolean> {
  const document = await workspace.openTextDocument(uri);
  if (document.version === version) {
    const edit = new WorkspaceEdit();
    edit.set(uri, await client.protocol2CodeConverter.asTextEdits([...edits]));
    if ((await workspace.applyEdit(edit)) && (await document.save())) return true;
  }
  void window.showWarningMessage(l10n.t('The Dockerfile could not be changed, so nothing was built.'));
  return false;
}
