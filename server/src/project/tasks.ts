import { parse } from 'jsonc-parser';
import { define, itemsOf, memberOf, readNames, splitPlatforms, textOf, type BuildDefinition } from './definition';
import { scriptBuilds } from './dockerBuild';

/** The tasks of .vscode/tasks.json that build images: those of type docker-build, and shell commands. */
export function taskBuilds(text: string): readonly BuildDefinition[] {
  const file: unknown = parse(text);
  const tasks = memberOf(file, 'tasks');
  return itemsOf(tasks).flatMap((task) => {
    const what = `task ${textOf(memberOf(task, 'label')) ?? ''}`.trim();
    const build = memberOf(task, 'dockerBuild');
    if (build !== undefined) {
      const context = inWorkspace(textOf(memberOf(build, 'context')) ?? '${workspaceFolder}');
      const file = textOf(memberOf(build, 'dockerfile')) ?? '${workspaceFolder}/Dockerfile';
      const platforms = splitPlatforms(textOf(memberOf(build, 'platform')));
      const names = readNames(memberOf(build, 'target'), memberOf(build, 'buildArgs'));
      return (
        define(what, '/', context, inWorkspace(file), '/', platforms, [textOf(memberOf(build, 'tag'))], names) ?? []
      );
    }
    const args = memberOf(task, 'args');
    const words = [memberOf(task, 'command'), ...itemsOf(args)];
    const command = words.flatMap((word) => textOf(word) ?? []).map(inWorkspace);
    const folder = inWorkspace(textOf(memberOf(memberOf(task, 'options'), 'cwd')) ?? '/');
    return folder.startsWith('/') ? scriptBuilds(command.join(' '), folder, what) : [];
  });
}

/** `${workspaceFolder}/x` is `/x`; the folder itself `/`. */
function inWorkspace(text: string): string {
  return text.replace(/\$\{workspace(?:Folder|Root)\}\/?/g, '/');
}
