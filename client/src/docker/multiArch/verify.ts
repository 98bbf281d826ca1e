import { readPlatform } from './platforms';

/** What a program is made for, by its own account; or why that cannot be told. */
export type Looked =
  | {
      readonly goos: string;
      readonly goarch: string;
      /** GOARM and the like: `7`, `v2`; empty if it is not told. */
      readonly variant: string;
    }
  | {
      readonly problem: string;
      /** It was looked into, and there is no program in it that tells. */
      readonly isNoProgram?: boolean;
    };

/** Looks into the program that an image starts, or into the one in a folder. Never rejects. */
export type LookInto = (image: string, platform: string) => Promise<Looked>;

/** What came of looking at one platform. */
export interface Verified {
  readonly platform: string;
  /** `unknown`: nobody could look. */
  readonly outcome: 'right' | 'wrong' | 'unknown';
  /** What the program is for, `linux/arm64`; or why that is not known. */
  readonly says: string;
}

/** Looks at each platform in turn: what an image's name says of a platform, its program has to bear out. */
export async function verify(
  places: readonly { readonly platform: string; readonly image: string }[],
  look: LookInto,
): Promise<readonly Verified[]> {
  const verified: Verified[] = [];
  for (const { platform, image } of places) verified.push(compare(platform, await look(image, platform)));
  return verified;
}

/** Whether a program runs on a platform. An older ARM's runs on a newer one; a newer one's dies there. */
export function compare(platform: string, looked: Looked): Verified {
  if ('problem' in looked) return { platform, outcome: 'unknown', says: looked.problem };
  const { goos, goarch, variant } = looked;
  const wanted = readPlatform(platform);
  const own = variant.replace(/^v/, '').replace(/,.*$/, '');
  const says = `${goos}/${goarch}${goarch === 'arm' && own !== '' ? `/v${own}` : ''}`;
  const isTooNew = goarch === 'arm' && own !== '' && `v${own}` > wanted.variant;
  const fits = goos === wanted.os && goarch === wanted.architecture && !isTooNew;
  return { platform, outcome: fits ? 'right' : 'wrong', says };
}
