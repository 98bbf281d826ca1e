import { isSettled, valueOf } from '../facts/fact';
import type { BuildModel, GoBuild } from '../model/buildModel';
import { say } from '../text/say';
import { markPresumed } from './presumed';

/** What a go build compiles for: `linux/arm/v7`, with a question mark for a part that is not known. */
export function platformOf({ goos, goarch, goarm }: GoBuild): string {
  const version = goarm && valueOf(goarm)?.split(',')[0];
  return [valueOf(goos) ?? '?', valueOf(goarch) ?? '?', ...(version === undefined ? [] : [`v${version}`])].join('/');
}

/** Whether it writes archives only, which no linker has seen. */
export function isArchive({ outputs }: GoBuild): boolean {
  return outputs.length > 0 && outputs.every(({ kind }) => kind === 'archive');
}

/** How a go build is linked, as half a sentence. */
export function describeLinkage(build: GoBuild): string {
  const fact = build.linkage;
  if (isArchive(build) && valueOf(fact)?.kind !== 'fails') return say`an archive, which is not linked`;
  if (!isSettled(fact)) return say`how it is linked cannot be told`;
  const linkage = fact.value;
  const says = (words: string): string => markPresumed(fact.certainty, words);
  switch (linkage.kind) {
    case 'static':
      return says(say`a static binary${linkage.libc === 'none' ? '' : say`, with ${linkage.libc} inside`}`);
    case 'dynamic':
      return says(say`a dynamically linked binary that needs ${linkage.libc}`);
    case 'fails':
      return says(
        say`the build fails${linkage.error === undefined ? '' : `: \`${linkage.error.split('\n')[0] ?? ''}\``}`,
      );
    case 'unknown':
      return say`how it is linked cannot be told`;
  }
}

const outcomes: Readonly<Record<BuildModel['verdict']['outcome'], string>> = {
  runs: say`The image builds and its program starts.`,
  'fails-to-build': say`The image does not build.`,
  'fails-to-start': say`The image builds, but its program does not start.`,
  unknown: say`Whether the image builds and starts cannot be told.`,
};

/** The verdict on the target in a sentence, with the error the user would see; Markdown. */
export function describeVerdict(model: BuildModel): string {
  const { verdict } = model;
  const error = verdict.error === undefined ? '' : `\n\n\`\`\`\n${verdict.error}\n\`\`\``;
  const cause = verdict.likely?.error === undefined ? '' : `: \`${verdict.likely.error.split('\n')[0] ?? ''}\``;
  const likely = !verdict.likely
    ? ''
    : verdict.likely.outcome === 'fails-to-build'
      ? say` Likely it does not build${cause}.`
      : say` Likely it does not start${cause}.`;
  return `**${outcomes[verdict.outcome]}**${likely}${error}`;
}
