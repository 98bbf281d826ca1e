import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Prepared } from '../prepare';
import { runInTerminal } from '../terminal';
import { abilityOf, type Builder, isUsable, rankBuilders, readBuilders } from './builders';
import { askEngine } from './context';
import { tellFailure } from './tellFailure';

/** The builders of buildx, the best for the platforms first; undefined if they cannot be listed, which the user is told. */
export async function listBuilders(prepared: Prepared): Promise<readonly Builder[] | undefined> {
  const ended = await askEngine(prepared, ['buildx', 'ls', '--format', 'json']);
  if (!ended) return undefined;
  const builders = rankBuilders(readBuilders(ended.stdout), prepared.build.inputs.platforms);
  if (builders.length > 0) return builders;
  await tellFailure(ended, l10n.t('Docker does not list its builders.'));
  return undefined;
}

interface BuilderItem extends QuickPickItem {
  readonly builder?: Builder;
}

/** Asks which builder builds; undefined if the user picks none. */
export async function askBuilder(
  prepared: Prepared,
  builders: readonly Builder[],
  last: string | undefined,
): Promise<Builder | undefined> {
  const { platforms } = prepared.build.inputs;
  const items: BuilderItem[] = builders.map((builder) => ({
    label: `$(${isUsable(builder) ? 'server' : 'error'}) ${builder.name}`,
    description: [
      builder.driver,
      ...(builder.isCurrent ? [l10n.t('current')] : []),
      ...(builder.name === last ? [l10n.t('the last time')] : []),
    ].join(' · '),
    detail: isUsable(builder) ? detailOf(builder, platforms) : whyNotUsable(builder),
    builder,
  }));
  // What was chosen the last time stands first: Enter takes it again.
  items.sort((a, b) => Number(b.builder?.name === last) - Number(a.builder?.name === last));
  const create: BuilderItem = {
    label: `$(add) ${l10n.t('Create a new builder…')}`,
    detail: l10n.t('Of the driver docker-container, which builds for several platforms with every engine'),
  };
  const chosen = await window.showQuickPick<BuilderItem>(
    [...items, { label: '', kind: QuickPickItemKind.Separator }, create],
    {
      title: l10n.t('Build multi-arch: Builder'),
      placeHolder: l10n.t('Machines of a platform itself are quicker than emulation'),
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    },
  );
  if (chosen === create) return createBuilder(prepared, builders);
  return chosen?.builder;
}

/** `node-1 running: linux/amd64 itself, linux/arm64 listed`; what is only listed is emulated as a rule. */
function detailOf(builder: Builder, platforms: readonly string[]): string {
  const nodes = builder.nodes.map(({ name, status, platforms: own }) => {
    const [first, ...others] = own;
    if (first === undefined) return l10n.t('{0} ({1}): tells its platforms once it runs', name, status);
    const also = others.filter((other) => !other.startsWith(`${first}/`));
    return also.length === 0
      ? l10n.t('{0} ({1}): machine of {2}', name, status, first)
      : l10n.t('{0} ({1}): machine of {2}; also {3}, as a rule by emulation', name, status, first, also.join(', '));
  });
  const missing = platforms.filter((platform) => abilityOf(builder, platform) === 'missing');
  return [...nodes, ...(missing.length > 0 ? [l10n.t('none for {0}', missing.join(', '))] : [])].join(' · ');
}

function whyNotUsable({ error, nodes }: Builder): string {
  return error || nodes.map((node) => node.error).find((text) => text !== '') || l10n.t('It does not answer.');
}

/** Creates a builder in the terminal, after the user has agreed to what that means. */
async function createBuilder(prepared: Prepared, builders: readonly Builder[]): Promise<Builder | undefined> {
  const { engine, build, uri } = prepared;
  const name = await window.showInputBox({
    title: l10n.t('Build multi-arch: New Builder'),
    prompt: l10n.t('Name of the new builder'),
    value: 'go-dockerfile',
    ignoreFocusOut: true,
    validateInput: (text) => {
      // buildx: store/util.go, ValidateName.
      if (!/^[a-zA-Z][a-zA-Z0-9._-]*$/.test(text))
        return l10n.t('A name begins with a letter, and has letters, digits, dots, dashes and underscores.');
      return builders.some((builder) => builder.name === text) ? l10n.t('There is a builder of that name.') : undefined;
    },
  });
  if (name === undefined) return undefined;
  const args = ['buildx', 'create', '--driver', 'docker-container', '--name', name];
  const agree = l10n.t('Create Builder');
  const answer = await window.showInformationMessage(
    l10n.t('Create the builder {0}?', name),
    {
      modal: true,
      detail: l10n.t(
        'With its first build Docker pulls moby/buildkit and runs it as a privileged container, with a build cache of its own. "docker buildx rm {0}" takes it away again. This runs: docker {1}',
        name,
        args.join(' '),
      ),
    },
    agree,
  );
  if (answer !== agree) return undefined;
  const ended = await runInTerminal({
    name: l10n.t('Create the builder {0}', name),
    executable: engine.executable,
    environment: engine.environment,
    args,
    folder: build.inputs.context,
    uri,
  });
  if (ended.code === 0) return { name, driver: 'docker-container', isCurrent: false, error: '', nodes: [] };
  await tellFailure(ended, l10n.t('The builder {0} was not created.', name));
  return undefined;
}
