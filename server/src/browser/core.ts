import { speakFrom } from '../host/translations';
import { createWorkspace, type Workspace } from '../host/workspace';
import type { LoadingClient, FolderFiles } from '../lsp/loadingClient';
import type { Core, CoreWorkspace } from '../lsp/session';
import { mount } from './diskTree';
import { places } from './places';

/**
 * What `host/core.ts` loads where there is a disk, with the files of the client's folders instead of one.
 * @param bundles address of the folder with the other bundles and the translations, with a slash at the end
 */
export async function loadCore(client: LoadingClient, bundles?: string): Promise<Core> {
  const locale = client.locale();
  // First, as tables are worded while they are loaded.
  if (locale !== undefined && bundles !== undefined)
    await speakFrom(locale, () => fetchText(new URL('translations.json', bundles).href));
  const { parse, buildReaders, loadChecks } = await import('../core');
  const { rules, ...checks } = loadChecks();
  const ruleIds = rules.map(({ id }) => id);
  const inner = createWorkspace({ parse, env: {}, ruleIds: () => ruleIds, buildReaders });
  return { ...checks, ruleIds, places, workspace: folderWorkspace(inner, client) };
}

/** As far as it is of use here: the types of browsers would come with all their globals. */
declare function fetch(url: string): Promise<{ readonly ok: boolean; readonly text: () => Promise<string> }>;

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} cannot be fetched.`);
  return response.text();
}

/**
 * A workspace whose files come from the client, a workspace folder at a time. Until they are there, nothing is known of them; the
 * client is told to look again once they are, and once they have changed.
 */
export function folderWorkspace(inner: Workspace, client: LoadingClient): CoreWorkspace {
  const known = new Map<string, string | undefined>();
  const current = new Set<string>();
  const asked = new Set<string>();
  /** Whether there is something to read in; what is there may be older than what is asked for now. */
  const holds = (top: string | undefined): top is string => {
    if (top === undefined) return false;
    if (!current.has(top)) void read(top);
    return known.get(top) !== undefined;
  };
  return {
    surroundings: (path, text, settings, top) =>
      holds(top) ? inner.surroundings(path, text, settings, top) : { context: undefined },
    projectFile: (folder, top) => (holds(top) ? inner.projectFile(folder, top) : undefined),
    manifestsAround: (path, top) =>
      holds(top) ? inner.manifestsAround(path, top) : { manifests: [], tags: { own: [], others: [] } },
    givenNames: (path, top, textOf) => (holds(top) ? inner.givenNames(path, top, textOf) : []),
    invalidate: () => {
      current.clear();
      inner.invalidate();
    },
  };

  async function read(top: string): Promise<void> {
    if (asked.has(top)) return;
    asked.add(top);
    let files: FolderFiles | undefined;
    do {
      current.add(top);
      files = await client.readFolder(places.toUri(top));
      // Something changed meanwhile: what was read may be older than that.
    } while (!current.has(top));
    asked.delete(top);
    const print = files && JSON.stringify(files);
    if (print === known.get(top)) return;
    known.set(top, print);
    mount(top, files);
    inner.invalidate();
    client.changed();
  }
}
