import { env } from 'node:process';
import type { Core } from '../lsp/session';
import { createWorkspace } from './workspace';

/** Loads what the language server's start can do without: the tables, the parsers and the rules. */
export async function loadCore(): Promise<Core> {
  const { createAnalyser, hover, parse, buildReaders, refactorings, rules } = await import('../core');
  const ruleIds = rules.map(({ id }) => id);
  return {
    createAnalyser,
    hover,
    refactorings,
    ruleIds,
    workspace: createWorkspace({ parse, env, ruleIds, buildReaders }),
  };
}
