import { env } from 'node:process';
import type { Core } from '../lsp/session';
import { speakTo } from './language';
import { places } from './places';
import { createWorkspace } from './workspace';

/**
 * Loads what the language server's start can do without: the tables, the parsers and the rules.
 * @param locale the client's; English if undefined
 * @param translations the file of them
 */
export async function loadCore(locale?: string, translations?: string): Promise<Core> {
  // First, as tables are worded while they are loaded.
  if (locale !== undefined && translations !== undefined) await speakTo(locale, translations);
  const { parse, buildReaders, loadChecks } = await import('../core');
  const { rules, ...checks } = loadChecks();
  const ruleIds = rules.map(({ id }) => id);
  const workspace = createWorkspace({ parse, env, ruleIds: () => ruleIds, buildReaders });
  return { ...checks, ruleIds, places, workspace };
}
