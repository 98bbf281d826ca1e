import { evidence, isSettled, known, mapFact, unknown, valueOf, type Fact } from '../facts/fact';
import { parseGoVersion } from '../golang/version';
import type { GoVersion } from '../golang/types';
import type { ImageFacts } from '../images/imageFacts';
import type { EnvironmentEntry } from './buildModel';

/**
 * The Go version that a go command runs as. GOTOOLCHAIN=go1.22.3 names one; with `auto` or `path` another one than the
 * image's may run, but never an older one, so that the image's stays a good answer for how programs are linked.
 */
export function goVersionOf(image: ImageFacts, toolchain: EnvironmentEntry | undefined): Fact<GoVersion | undefined> {
  const setting = toolchain && valueOf(toolchain.value);
  const named = setting === undefined ? undefined : /^go(\d.*?)(\+.*)?$/.exec(setting)?.[1];
  const version = named === undefined ? undefined : parseGoVersion(named);
  if (version) return known(version, evidence(toolchain?.span, `GOTOOLCHAIN=${setting}`));
  if (!isSettled(image.goVersion)) return image.goVersion;
  if (image.goVersion.value === undefined) return known(undefined);
  const parsed = parseGoVersion(image.goVersion.value);
  return parsed ? mapFact(image.goVersion, () => parsed) : unknown('not-modelled');
}
