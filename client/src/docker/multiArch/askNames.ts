import { env as environment } from 'node:process';
import { l10n, window, workspace } from 'vscode';
import { imageName } from '../commandLine';
import type { Prepared } from '../prepare';
import { type Answers, proposedNames, proposedTags } from './answers';
import {
  type ImageNames,
  type NameProblem,
  problemOfRegistry,
  problemOfRepository,
  problemOfTags,
  splitName,
  splitTags,
} from './reference';

/**
 * Asks what the image is called, as far as the answers do not say; undefined if the user does not want to.
 * @param commit short hash of it, if the sources are in a repository
 */
export async function askNames(
  { build, uri }: Prepared,
  answers: Answers,
  last: Answers,
  commit: string | undefined,
  isPushed: boolean,
): Promise<ImageNames | undefined> {
  const configuration = workspace.getConfiguration('goDockerfile', uri);
  const settings = { registry: configuration.get('registry', ''), repository: configuration.get('repository', '') };
  const [folder = ''] = imageName(build).split(':');
  const proposed = proposedNames(settings, last, environment, folder);
  const inRepository = splitName(proposed.repository);
  const registry =
    answers.registry ??
    // What is not pushed needs no registry; one that is known belongs to the name all the same.
    (isPushed
      ? await askText({
          title: l10n.t('Build multi-arch: Registry'),
          prompt: l10n.t('Host of the registry, such as ghcr.io or localhost:5000; empty for Docker Hub'),
          value: proposed.registry || inRepository.registry,
          problem: problemOfRegistry,
        })
      : proposed.registry || inRepository.registry);
  if (registry === undefined) return undefined;
  const repository =
    answers.repository ??
    (await askText({
      title: l10n.t('Build multi-arch: Repository'),
      prompt:
        registry === '' && isPushed
          ? l10n.t('Repository on Docker Hub: your account, a slash, and a name')
          : l10n.t('Repository, such as team/shop'),
      value: inRepository.repository,
      problem: problemOfRepository,
    }));
  if (repository === undefined) return undefined;
  const tags =
    answers.tags ??
    splitTags(
      (await askText({
        title: l10n.t('Build multi-arch: Tags'),
        prompt: l10n.t('Tags, separated by commas'),
        value: proposedTags(last.tags, commit).join(', '),
        problem: (text) => problemOfTags(splitTags(text)),
      })) ?? '',
    );
  if (tags.length === 0) return undefined;
  const names = { registry, repository, tags };
  const problem = problemOfRegistry(registry) ?? problemOfRepository(repository) ?? problemOfTags(tags);
  if (!problem) return names;
  // Only answers that were given with the command come here.
  await window.showErrorMessage(nameProblemText(problem));
  return undefined;
}

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly problem: (text: string) => NameProblem | undefined;
}

async function askText({ title, prompt, value, problem }: Question): Promise<string | undefined> {
  const text = await window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const found = problem(typed.trim());
      return found && nameProblemText(found);
    },
  });
  return text?.trim();
}

function nameProblemText(problem: NameProblem): string {
  switch (problem.kind) {
    case 'registry-form':
      return l10n.t(
        'A registry is a host with or without a port, such as ghcr.io or localhost:5000, without https:// and path.',
      );
    case 'registry-taken-for-user':
      return l10n.t(
        'Docker takes a name without dot and port for an account on Docker Hub. Add the domain or the port.',
      );
    case 'repository-empty':
      return l10n.t('The image needs a name, such as team/shop.');
    case 'repository-upper-case':
      return l10n.t('Names of repositories have no capital letters.');
    case 'repository-form':
      return l10n.t(
        'A repository has small letters, digits and slashes, with single dots, one or two underscores, or dashes between letters.',
      );
    case 'repository-is-id':
      return l10n.t('64 hexadecimal digits are the id of an image, and no name.');
    case 'repository-length':
      return l10n.t('Names of repositories have at most 255 characters.');
    case 'tags-empty':
      return l10n.t('The image needs a tag, such as latest.');
    case 'tag-form':
      return l10n.t(
        '"{0}" is no tag: those begin with a letter, digit or underscore, and have at most 128 letters, digits, underscores, dots and dashes.',
        problem.tag,
      );
  }
}
