import { bakeBuilds, bakeJsonBuilds } from './bake';
import { composeBuilds } from './compose';
import type { BuildDefinition, DefiningFile } from './definition';
import { includedMakefiles, makeBuilds } from './makeRecipes';
import { taskBuilds } from './tasks';
import { workflowBuilds } from './workflows';

/** Reads one kind of file that may say how an image is built. */
export interface BuildReader {
  /** Names of the files in a folder that it reads. */
  readonly names: RegExp;
  /** Below the top folder only; relative to it. Undefined: the Dockerfile's folder and those above it. */
  readonly folder?: string;
  /** What a file of the kind that builds an image has in it: the others need not be read. */
  readonly mentions: RegExp;
  /** The files that a text takes in, from its folder on; `*` stands for any part of a name. */
  readonly includes?: (text: string) => readonly string[];
  /** May throw on a text that is no such file. */
  readonly read: (file: DefiningFile) => readonly BuildDefinition[];
}

/** Programs that build images from Dockerfiles. */
const builders = /docker|podman|nerdctl|buildah/;

/** In the order in which they are asked. */
export const buildReaders: readonly BuildReader[] = [
  { names: /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/, mentions: /\bbuild\b/, read: composeBuilds },
  { names: /^docker-bake(?:[.-][\w.-]+)?\.hcl$/, mentions: /target/, read: bakeBuilds },
  { names: /^docker-bake(?:[.-][\w.-]+)?\.json$/, mentions: /target/, read: bakeJsonBuilds },
  { names: /^tasks\.json$/, folder: '.vscode', mentions: builders, read: ({ text }) => taskBuilds(text) },
  {
    names: /^(?:GNUmakefile|makefile|Makefile)$/,
    mentions: builders,
    includes: includedMakefiles,
    read: makeBuilds,
  },
  {
    names: /^[\w.-]+\.ya?ml$/,
    folder: '.github/workflows',
    mentions: builders,
    read: ({ text }) => workflowBuilds(text),
  },
];
