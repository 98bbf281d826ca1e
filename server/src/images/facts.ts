import { evidence, isSettled, known, presumed, unknown } from '../facts/fact';
import type { Fact, Settled, UnknownReason } from '../facts/fact';
import type { ImageFacts } from './imageFacts';

/** An image of which nothing is known but perhaps its family. */
export function unknownImage(why: UnknownReason = 'foreign-image', says?: string): ImageFacts {
  const nothing = says === undefined ? unknown(why) : unknown(why, evidence(undefined, says));
  return {
    family: undefined,
    title: undefined,
    distribution: undefined,
    release: nothing,
    libc: nothing,
    goVersion: nothing,
    compiler: nothing,
    tools: nothing,
    caCertificates: nothing,
    timeZoneData: nothing,
    shell: nothing,
    shells: nothing,
    users: nothing,
    groups: nothing,
    env: {},
    workdir: '/',
    user: '',
    entrypoint: nothing,
    cmd: nothing,
    libraries: nothing,
    files: 'unknown',
    platforms: nothing,
    sources: [],
    configurationKnown: false,
  };
}

/** An image whose configuration is known; every fact that is not given is unknown. */
export function imageWith(parts: Partial<ImageFacts> & Pick<ImageFacts, 'family' | 'sources'>): ImageFacts {
  return { ...unknownImage('not-modelled'), configurationKnown: true, ...parts };
}

/** Known or presumed, with one sentence as the reason. */
export function settled<T>(certainty: 'known' | 'presumed', value: T, says: string): Settled<T> {
  return certainty === 'known' ? known(value, evidence(undefined, says)) : presumed(value, evidence(undefined, says));
}

/** The same fact, at most presumed. */
export function atMostPresumed<T>(fact: Fact<T>, says: string): Fact<T> {
  return isSettled(fact) ? presumed(fact.value, ...fact.because, evidence(undefined, says)) : fact;
}

/** All facts weakened to presumptions: `golang:1.26@sha256:…`, where the digest decides and the tag only hints. */
export function presumeAll(facts: ImageFacts, says: string): ImageFacts {
  const weaken = <T>(fact: Fact<T>): Fact<T> => atMostPresumed(fact, says);
  // Not even presumed: two names are one file or two, and nothing is said where that may be wrong.
  const { directoryLinks: _, ...others } = facts;
  return {
    ...others,
    release: weaken(facts.release),
    libc: weaken(facts.libc),
    goVersion: weaken(facts.goVersion),
    compiler: weaken(facts.compiler),
    tools: weaken(facts.tools),
    caCertificates: weaken(facts.caCertificates),
    timeZoneData: weaken(facts.timeZoneData),
    shell: weaken(facts.shell),
    shells: weaken(facts.shells),
    users: weaken(facts.users),
    groups: weaken(facts.groups),
    entrypoint: weaken(facts.entrypoint),
    cmd: weaken(facts.cmd),
    libraries: weaken(facts.libraries),
    platforms: weaken(facts.platforms),
    ...(facts.libcVersion && { libcVersion: weaken(facts.libcVersion) }),
    ...(facts.exactGoVersion && { exactGoVersion: weaken(facts.exactGoVersion) }),
    ...(facts.libcHeaders && { libcHeaders: weaken(facts.libcHeaders) }),
  };
}
