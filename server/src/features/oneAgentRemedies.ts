import { valueOf } from '../facts/fact';
import type { GoBuild } from '../model/buildModel';
import type { Source } from './observabilityNames';

/** What is asked about a build. */
interface Question {
  readonly build: GoBuild;
  readonly isMusl: boolean;
  readonly staticMonitoring: boolean;
}

/** A limit of OneAgent's support of Go, with what the vendors' pages say to do about it. */
export interface Remedy {
  readonly applies: (question: Question) => boolean;
  readonly says: string;
  readonly sources: Readonly<Record<'oneagent' | 'appoptima', Source>>;
}

const sources: Remedy['sources'] = {
  oneagent: {
    title: 'Dynatrace, Go known limitations',
    url: 'https://docs.dynatrace.com/docs/ingest-from/technology-support/application-software/go/support/go-known-limitations',
  },
  appoptima: {
    title: 'АппОптима, Известные ограничения для поддержки Go',
    url: 'https://docs.expert-apm.ru',
  },
};

/** The older Dynatrace page has these sections, and AppOptima's has them still; of Dynatrace's page of today only a part was seen. */
const older: Remedy['sources'] = {
  ...sources,
  oneagent: { title: 'Dynatrace, Go known limitations, in the older edition under www.dynatrace.com/support/help' },
};

export const remedies: readonly Remedy[] = [
  {
    applies: ({ build, isMusl, staticMonitoring }) =>
      isMusl && !staticMonitoring && build.linker.linkmode !== 'external' && isLinked(build, 'dynamic'),
    says: "on musl, Go's own linker is not enough: `apk add gcc libc-dev`, and `-ldflags '-linkmode=external'`.",
    sources: older,
  },
  {
    applies: ({ build }) => build.linker.linkmode === 'external' && isLinked(build, 'dynamic'),
    says: '`-linkmode=external` makes the binary dynamic, whatever it imports, so that the agent can be brought in.',
    sources,
  },
  {
    applies: ({ build, staticMonitoring }) => !staticMonitoring && isLinked(build, 'static'),
    says: "a static binary is monitored only if static monitoring is on. Else build with cgo and `-ldflags '-linkmode=external'`.",
    sources,
  },
  {
    applies: ({ build }) => build.linker.stripsSymbols || build.strips,
    says: 'the symbol table has to be there: leave out `-s` and `strip`. `-w` alone does no harm.',
    sources: older,
  },
];

function isLinked({ linkage }: GoBuild, kind: 'static' | 'dynamic'): boolean {
  return valueOf(linkage)?.kind === kind;
}
