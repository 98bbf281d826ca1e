import { valueOf } from '../facts/fact';
import type { GoBuild } from '../model/buildModel';
import { holdsLibc, isLinkedByGoForMusl, isWithoutLibc } from '../rules/oneAgent/linkage';
import type { Agent } from '../rules/oneAgent/settings';
import { say } from '../text/say';

/** What the vendors’ pages say to do about a limit of OneAgent’s support of Go. */
export interface Remedy {
  /** The rule about the limit, whose message goes before. */
  readonly rule: string;
  /** Whether it is of use even where the rule is silenced. */
  readonly applies: (build: GoBuild, agent: Agent) => boolean;
  /** A sentence that repeats nothing of the rule’s message. */
  readonly says: string;
}

export const remedies: readonly Remedy[] = [
  {
    rule: 'oneagent-internal-linker-on-musl',
    applies: ({ linkage }) => isLinkedByGoForMusl(valueOf(linkage)),
    says: say`Remedy: \`apk add gcc libc-dev\`, and \`-ldflags '-linkmode=external'\`.`,
  },
  {
    rule: 'oneagent-static-binary',
    applies: ({ linkage }, { staticMonitoring }) => !staticMonitoring && isWithoutLibc(valueOf(linkage)),
    says: say`Remedy: build with cgo and \`-ldflags '-linkmode=external'\`, or switch static monitoring on.`,
  },
  {
    rule: 'oneagent-static-cgo',
    applies: ({ linkage }) => holdsLibc(valueOf(linkage)),
    says: say`Remedy: link dynamically, without \`-extldflags -static\`.`,
  },
  {
    rule: 'oneagent-stripped-symbols',
    applies: ({ linker, strips }) => linker.stripsSymbols || strips,
    says: say`Remedy: leave out \`-s\` and \`strip\`. \`-w\` alone does no harm.`,
  },
  // These rules speak of more than a go build shows, so that only the rule itself can tell that they apply.
  {
    rule: 'oneagent-no-libc',
    applies: () => false,
    says: say`Remedy: ship an image that has a C library, such as \`alpine\`.`,
  },
  {
    rule: 'oneagent-go-run',
    applies: () => false,
    says: say`Remedy: \`go build\` while the image is built, and start what it makes.`,
  },
  {
    rule: 'oneagent-unofficial-go',
    applies: () => false,
    says: say`Remedy: build with an official stable release of Go.`,
  },
];
