import { memberOf, textOf } from '../multiArch/json';

/**
 * What the user is not asked any more, as the arguments of the command say it:
 * `{ "uri": "file:///shop/Dockerfile", "image": "shop:dev", "platform": "linux/arm64" }`. An empty `uri`: there is nothing to
 * compare with.
 */
export interface InspectAnswers {
  /** Of the Dockerfile to compare with; undefined: the one in view. */
  readonly uri: string | undefined;
  /** An image, or the path of a program, archive or folder. */
  readonly image: string | undefined;
  readonly platform: string | undefined;
  /** What the image holds, by name or number; undefined: what its name says, or the target. */
  readonly stage: string | undefined;
}

/** What fits of a value of unknown make; the rest is asked. */
export function readInspectAnswers(given: unknown): InspectAnswers {
  const uri = memberOf(given, 'uri');
  return {
    uri: typeof uri === 'string' ? uri : undefined,
    image: textOf(memberOf(given, 'image')) || undefined,
    platform: textOf(memberOf(given, 'platform')) || undefined,
    stage: textOf(memberOf(given, 'stage')) || undefined,
  };
}
