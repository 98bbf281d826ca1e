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
];
