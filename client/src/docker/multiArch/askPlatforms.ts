import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { PlatformsResult } from '../../protocol';
import { type Ability, abilityOf, type Builder } from './builders';
import { type Candidate, type Choice, groupChoices } from './platforms';

/** What the builder says of a platform that nothing else speaks against. */
function withBuilder(
  { candidates, runsOnTarget }: PlatformsResult,
  builder: Builder | undefined,
): readonly Candidate[] {
  if (!builder || !runsOnTarget) return candidates;
  return candidates.map((candidate) =>
    candidate.as === 'image' && candidate.whyNot === null && abilityOf(builder, candidate.platform) === 'missing'
      ? {
          ...candidate,
          whyNot: l10n.t(
            'No node of the builder {0} runs it, and the Dockerfile has commands that run on the platform of the image.',
            builder.name,
          ),
        }
      : candidate,
  );
}

/** Asks for platforms; undefined if the user picks none. */
export async function askPlatforms(
  result: PlatformsResult,
  picked: readonly string[],
  builder: Builder | undefined,
): Promise<readonly string[] | undefined> {
  const { images, files, impossible } = groupChoices(withBuilder(result, builder), picked);
  const item = (choice: Choice): QuickPickItem & { readonly choice: Choice } => ({
    label: choice.name,
    picked: choice.isPicked,
    description: describe(choice, builder, result.runsOnTarget),
    ...(choice.platforms[0]?.whyNot && { detail: choice.platforms[0].whyNot }),
    choice,
  });
  const separator = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
  const chosen = await window.showQuickPick<QuickPickItem & { readonly choice?: Choice }>(
    [
      ...images.map(item),
      separator(l10n.t('Only as files, without an image')),
      ...files.map(item),
      separator(l10n.t('Not possible')),
      ...impossible.map(item),
    ],
    {
      canPickMany: true,
      title: l10n.t('Build multi-arch: Platforms'),
      placeHolder: l10n.t('Platforms that the image is built for'),
      matchOnDetail: true,
      ignoreFocusOut: true,
    },
  );
  const choices = chosen?.flatMap(({ choice }) => choice ?? []) ?? [];
  const decided = await decideImpossible(choices.filter((choice) => impossible.includes(choice)));
  if (decided === undefined) return undefined;
  const platforms: string[] = [];
  for (const choice of choices) {
    if (impossible.includes(choice) && !decided) continue;
    const own =
      choice.name === 'linux/arm'
        ? await askVariants(choice, picked)
        : choice.platforms.map(({ platform }) => platform);
    if (own === undefined) return undefined;
    platforms.push(...own);
  }
  return platforms.length > 0 ? platforms : undefined;
}

/** How the builder comes by a platform. What runs no command on it needs no emulation. */
function describe({ name, platforms }: Choice, builder: Builder | undefined, runsOnTarget: boolean): string {
  const crossBuilt = l10n.t('cross-built');
  const words: Readonly<Record<Ability, string>> = {
    own: l10n.t('a machine of its own'),
    listed: runsOnTarget ? l10n.t('by emulation, as a rule') : crossBuilt,
    missing: crossBuilt,
    unknown: '',
  };
  const [first] = platforms;
  const how =
    builder && first?.as === 'image' && first.whyNot === null ? words[abilityOf(builder, first.platform)] : '';
  const variants =
    name === 'linux/arm'
      ? platforms.map(({ platform }) => platform.slice(platform.lastIndexOf('/') + 1)).join(', ')
      : '';
  return [variants, how].filter((text) => text !== '').join(' · ');
}

/** Whether to build what is held to be impossible all the same; undefined if nothing is to be built. */
async function decideImpossible(choices: readonly Choice[]): Promise<boolean | undefined> {
  if (choices.length === 0) return true;
  const leave = l10n.t('Leave Out');
  const anyway = l10n.t('Build Anyway');
  const answer = await window.showWarningMessage(
    l10n.t('The build will fail for {0}.', choices.map(({ name }) => name).join(', ')),
    { modal: true, detail: choices.flatMap(({ platforms }) => platforms.map(({ whyNot }) => whyNot ?? '')).join('\n') },
    leave,
    anyway,
  );
  return answer === undefined ? undefined : answer === anyway;
}

/** linux/arm is not one platform: a program for a newer variant dies on an older machine. */
async function askVariants({ platforms }: Choice, picked: readonly string[]): Promise<readonly string[] | undefined> {
  const machines: Readonly<Record<string, string>> = {
    v7: l10n.t('Raspberry Pi 2 and later, most others'),
    v6: l10n.t('Raspberry Pi 1 and Zero'),
    v5: l10n.t('without floating point unit'),
  };
  const named = platforms.filter(({ platform }) => picked.includes(platform));
  const items = platforms.map(({ platform }, index) => {
    const variant = platform.slice(platform.lastIndexOf('/') + 1);
    const isPicked = named.length > 0 ? picked.includes(platform) : index === 0;
    return { label: platform, description: machines[variant] ?? '', picked: isPicked };
  });
  const chosen = await window.showQuickPick(items, {
    canPickMany: true,
    title: l10n.t('Build multi-arch: Variants of linux/arm'),
    placeHolder: l10n.t('A newer variant does not run on older machines'),
    ignoreFocusOut: true,
  });
  return chosen?.map(({ label }) => label);
}
