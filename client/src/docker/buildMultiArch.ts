import { l10n, window } from 'vscode';
import type { Building } from './build';
import { imageName, multiArchArguments } from './commandLine';
import type { Prepared } from './prepare';
import { runInTerminal } from './terminal';

/** Builds the image for the platforms that the user picks. */
export async function buildMultiArch(_building: Building, { build, engine, uri }: Prepared): Promise<void> {
  const { platforms } = build.inputs;
  const others = otherPlatforms.filter((name) => !platforms.includes(name));
  const items = [
    ...platforms.map((label) => ({ label, picked: true })),
    ...others.map((label) => ({ label, picked: false })),
  ];
  const chosen = await window.showQuickPick(items, {
    canPickMany: true,
    title: l10n.t('Build multi-arch'),
    placeHolder: l10n.t('Platforms that the image is built for'),
  });
  if (chosen === undefined || chosen.length === 0) return;
  await runInTerminal({
    name: l10n.t('Build {0} multi-arch', imageName(build)),
    executable: engine.executable,
    args: multiArchArguments(
      build,
      chosen.map(({ label }) => label),
    ),
    folder: build.inputs.context,
    uri,
  });
}

/** What golang images are published for, beyond what is proposed. */
const otherPlatforms = ['linux/386', 'linux/arm/v7', 'linux/ppc64le', 'linux/riscv64', 'linux/s390x'];
