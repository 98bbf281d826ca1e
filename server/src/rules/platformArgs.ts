import type { BuildModel, GoBuild } from '../model/buildModel';
import { say } from '../text/say';
import type { Span } from '../text/span';

/**
 * Whether the value of a variable that a go command gets is made from another variable: `GOARCH=$TARGETARCH`, also
 * through ENV, export, `go env -w`, and further variables.
 */
export function restsOn(model: BuildModel, build: GoBuild, name: string, other: string, hops = 0): boolean {
  const own = build.command.assignments.findLast((assignment) => assignment.name === name)?.valueSpan;
  const span = own ?? build.storedPlatform?.get(name) ?? build.command.environment.get(name)?.origin;
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
  TARGETPLATFORM: say`the platform of the image`,
  TARGETOS: say`the operating system of the image`,
  TARGETOSVERSION: say`the system version of the image`,
  TARGETARCH: say`the architecture of the image`,
  TARGETVARIANT: say`the variant of the image's architecture`,
  BUILDPLATFORM: say`the platform that the build runs on`,
  BUILDOS: say`the operating system that the build runs on`,
  BUILDOSVERSION: say`the system version that the build runs on`,
  BUILDARCH: say`the architecture that the build runs on`,
  BUILDVARIANT: say`the variant of the architecture that the build runs on`,
};

/** Whether a value of the go command comes from an argument of BuildKit's, declared or not, hidden by a default or not. */
export function followsPlatformArg(model: BuildModel, build: GoBuild, name: string): boolean {
  return Object.keys(platformWords).some((other) => restsOn(model, build, name, other));
}
