import { isSettled, unknown } from '../facts/fact';
import type { Fact } from '../facts/fact';
import type { ImageFacts } from './imageFacts';

/** The version of the image's C library, as certain as the tag allows: presumed for floating tags. */
export function libcVersionOf(facts: ImageFacts): Fact<string> {
  if (isSettled(facts.libc) && facts.libc.value.version !== undefined) {
    return { ...facts.libc, value: facts.libc.value.version };
  }
  return facts.libcVersion ?? unknown('not-modelled', ...facts.libc.because);
}
