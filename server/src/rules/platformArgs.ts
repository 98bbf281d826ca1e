import type { BuildModel, GoBuild } from '../model/buildModel';
import type { Span } from '../text/span';

/**
 * Whether the value of a variable that a go command gets is made from another variable: `GOARCH=$TARGETARCH`, also
 * through ENV, export, and further variables.
 */
export function restsOn(model: BuildModel, build: GoBuild, name: string, other: string, hops = 0): boolean {
  const own = build.command.assignments.findLast((assignment) => assignment.name === name)?.valueSpan;
  const span = own ?? build.command.environment.get(name)?.origin;
  if (!span || hops > 5) return false;
  const names = variablesIn(model.dockerfile.text.slice(span.start, span.end)).filter((found) => found !== name);
  return names.includes(other) || names.some((found) => restsOn(model, build, found, other, hops + 1));
}

/** The variables that a value names: `$X`, `${X…}`. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap((match) => match[1] ?? []);
}

/** `$NAME` within the word, if it is written there. */
export function spanOfVariable({ dockerfile: { text } }: BuildModel, name: string, word: Span): Span {
  const match = new RegExp(`\\$(?:${name}\\b|\\{${name}\\b[^}]*\\})`).exec(text.slice(word.start, word.end));
  if (!match) return word;
  const start = word.start + match.index;
  return { start, end: start + match[0].length };
}

/** What the platform arguments of BuildKit tell, for messages. */
export const platformWords: Readonly<Record<string, string>> = {
  TARGETPLATFORM: 'the platform of the image',
  TARGETOS: 'the operating system of the image',
  TARGETOSVERSION: 'the system version of the image',
  TARGETARCH: 'the architecture of the image',
  TARGETVARIANT: "the variant of the image's architecture",
  BUILDPLATFORM: 'the platform that the build runs on',
  BUILDOS: 'the operating system that the build runs on',
  BUILDOSVERSION: 'the system version that the build runs on',
  BUILDARCH: 'the architecture that the build runs on',
  BUILDVARIANT: 'the variant of the architecture that the build runs on',
};

/** Whether a value of the go command comes from an argument of BuildKit's, declared or not, hidden by a default or not. */
export function followsPlatformArg(model: BuildModel, build: GoBuild, name: string): boolean {
  return Object.keys(platformWords).some((other) => restsOn(model, build, name, other));
}
