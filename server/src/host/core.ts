import { env } from 'node:process';
import type { Core } from '../lsp/session';

/** Loads what the language server's start can do without: the tables, the parsers and the rules. */
export async function loadCore(): Promise<Core> {
  const [{ analyse }, { parseDockerfile }, { hover }, { rules }, { createWorkspace }] = await Promise.all([
    import('../analyse'),
    import('../dockerfile/parse'),
    import('../features/hover'),
    import('../rules/registry'),
    import('./workspace'),
  ]);
  const ruleIds = rules.map(({ id }) => id);
  return { analyse, hover, ruleIds, workspace: createWorkspace({ parse: parseDockerfile, env, ruleIds }) };
}
