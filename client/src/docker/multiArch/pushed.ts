import { l10n } from 'vscode';

/** Programs that push, by the words they begin with, and where the name stands that is pushed to: podman and nerdctl. */
const pushes: readonly (readonly string[])[] = [
  ['manifest', 'push'],
  ['push', '--all-platforms'],
];

/** The name that a program pushes to; undefined if it does something else. */
export function pushedBy(args: readonly string[]): string | undefined {
  const isPush = pushes.some((words) => words.every((word, index) => args[index] === word));
  const last = args.at(-1) ?? '';
  return isPush && !last.startsWith('oci-archive:') ? last.replace(/^docker:\/\//, '') : undefined;
}

/**
 * What is in a registry by the time that a build ends otherwise than it should.
 * @param output of the last program. BuildKit: exporter/containerimage, `pushing manifest for NAME@DIGEST`
 * @param begun the arguments of the programs that were started
 */
export function pushedNames(output: string, begun: readonly (readonly string[])[]): readonly string[] {
  const whole = begun.slice(0, -1).flatMap((args) => pushedBy(args) ?? []);
  const byBuildKit = [...output.matchAll(/^#\d+ pushing manifest for (\S+?)@sha256:\S+ (?:\d+m)?[\d.]+s done$/gm)];
  // What failed is done with, too.
  const failed = new Set([...output.matchAll(/failed to push (\S+?): /g)].map(([, name]) => name));
  return [...new Set([...whole, ...byBuildKit.flatMap(([, name]) => name ?? [])])].filter((name) => !failed.has(name));
}

/** A sentence about them; undefined if there is none. */
export function pushedText(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : l10n.t('Pushed before that: {0}.', names.join(', '));
}
