import { isSettled } from '../facts/fact';
import type { BuildModel, GoBuild } from '../model/buildModel';

/** How a go build is linked, as half a sentence. */
export function describeLinkage(build: GoBuild): string {
  const fact = build.linkage;
  if (!isSettled(fact)) return 'how it is linked cannot be told';
  const linkage = fact.value;
  const presumed = fact.certainty === 'presumed' ? ' (presumed: its sources cannot be read)' : '';
  switch (linkage.kind) {
    case 'static':
      return `a static binary${linkage.libc === 'none' ? '' : `, with ${linkage.libc} inside`}${presumed}`;
    case 'dynamic':
      return `a dynamically linked binary that needs ${linkage.libc}${presumed}`;
    case 'fails':
      return `the build fails${linkage.error === undefined ? '' : `: \`${linkage.error.split('\n')[0] ?? ''}\``}${presumed}`;
    case 'unknown':
      return 'how it is linked cannot be told';
  }
}

const outcomes: Readonly<Record<BuildModel['verdict']['outcome'], string>> = {
  runs: 'The image builds and its program starts.',
  'fails-to-build': 'The image does not build.',
  'fails-to-start': 'The image builds, but its program does not start.',
  unknown: 'Whether the image builds and starts cannot be told.',
};

/** The verdict on the target in a sentence, with the error the user would see; Markdown. */
export function describeVerdict(model: BuildModel): string {
  const { verdict } = model;
  const error = verdict.error === undefined ? '' : `\n\n\`\`\`\n${verdict.error}\n\`\`\``;
  const likely = verdict.likely
    ? ` Likely it does not ${verdict.likely.outcome === 'fails-to-build' ? 'build' : 'start'}${verdict.likely.error === undefined ? '' : `: \`${verdict.likely.error.split('\n')[0] ?? ''}\``}.`
    : '';
  return `**${outcomes[verdict.outcome]}**${likely}${error}`;
}
