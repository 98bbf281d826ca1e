import { env } from 'node:process';
import type { Core } from '../lsp/session';
import { places } from './places';
import { createWorkspace } from './workspace';

/** Loads what the language server's start can do without: the tables, the parsers and the rules. */
export async function loadCore(): Promise<Core> {
  const { parse, buildReaders, loadChecks } = await import('../core');
  const { rules, ...checks } = loadChecks();
  const ruleIds = rules.map(({ id }) => id);
  const workspace = createWorkspace({ parse, env, ruleIds: () => ruleIds, buildReaders });
  return { ...checks, ruleIds, places, workspace };
}
