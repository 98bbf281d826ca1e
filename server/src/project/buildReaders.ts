import { bakeBuilds, bakeJsonBuilds } from './bake';
import { composeBuilds } from './compose';
import type { BuildDefinition, DefiningFile } from './definition';
import { makeBuilds } from './makeRecipes';
import { taskBuilds } from './tasks';
import { workflowBuilds } from './workflows';

/** Reads one kind of file that may say how an image is built. */
export interface BuildReader {
  /** Names of the files in a folder that it reads. */
  readonly names: RegExp;
  /** Below the top folder only; relative to it. Undefined: the Dockerfile's folder and those above it. */
  readonly folder?: string;
  /** May throw on a text that is no such file. */
  readonly read: (file: DefiningFile) => readonly BuildDefinition[];
}

/** In the order in which they are asked. */
export const buildReaders: readonly BuildReader[] = [
  { names: /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/, read: composeBuilds },
  { names: /^docker-bake(?:[.-][\w.-]+)?\.hcl$/, read: bakeBuilds },
  { names: /^docker-bake(?:[.-][\w.-]+)?\.json$/, read: bakeJsonBuilds },
  { names: /^tasks\.json$/, folder: '.vscode', read: ({ text }) => taskBuilds(text) },
  { names: /^(?:GNUmakefile|makefile|Makefile)$/, read: makeBuilds },
  { names: /^[\w.-]+\.ya?ml$/, folder: '.github/workflows', read: ({ text }) => workflowBuilds(text) },
];
