import { resolvePath } from '../model/files';
import { parseDocument } from 'yaml';
import {
  define,
  entriesOf,
  itemsOf,
  memberOf,
  readNames,
  splitPlatforms,
  textOf,
  type BuildDefinition,
} from './definition';
import { scriptBuilds } from './dockerBuild';

/** The image builds of a GitHub workflow: docker/build-push-action, and `docker build` in a `run`. */
export function workflowBuilds(text: string): readonly BuildDefinition[] {
  // The library would compare each key with all others.
  const file: unknown = parseDocument(text, { uniqueKeys: false }).toJS();
  return entriesOf(memberOf(file, 'jobs')).flatMap(([name, job]) => {
    const steps = memberOf(job, 'steps');
    return itemsOf(steps).flatMap((step) => stepBuilds(step, `job ${name}`));
  });
}

function stepBuilds(step: unknown, what: string): readonly BuildDefinition[] {
  if (/^docker\/build-push-action@/.test(textOf(memberOf(step, 'uses')) ?? '')) {
    const inputs = memberOf(step, 'with');
    // Without a context the action builds the repository itself, as fetched by Git.
    const context = textOf(memberOf(inputs, 'context')) ?? '.';
    const dockerfile = textOf(memberOf(inputs, 'file'));
    const platforms = splitPlatforms(textOf(memberOf(inputs, 'platforms')));
    const tags = (textOf(memberOf(inputs, 'tags')) ?? '').split(/[,\n]/).map((tag) => tag.trim());
    const folder = dockerfile === undefined ? undefined : '/';
    const args = (textOf(memberOf(inputs, 'build-args')) ?? '').split('\n').map((line) => line.trim());
    const names = readNames(memberOf(inputs, 'target'), args);
    const found = define(what, '/', context, dockerfile, folder, platforms, tags, names);
    return found ? [found] : [];
  }
  const run = textOf(memberOf(step, 'run'));
  const folder = textOf(memberOf(step, 'working-directory')) ?? '.';
  if (run === undefined || folder.includes('$')) return [];
  // What the runner puts in for `${{ … }}` is not known: to the shell it is a word like any other.
  return scriptBuilds(run.replace(/\$\{\{(?:(?!\$\{\{).)*?\}\}/gs, '$unread'), resolvePath('/', folder), what);
}
