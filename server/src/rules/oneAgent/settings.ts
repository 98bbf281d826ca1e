import type { BuildModel } from '../../model/buildModel';
import { say } from '../../text/say';

/** The agent that looks into the program, and the page that says what it can look into. */
export interface Agent {
  readonly profile: 'oneagent' | 'appoptima';
  /** As the subject of a sentence. */
  readonly name: string;
  readonly page: { readonly title: string; readonly url: string };
  /** Static monitoring of Go is switched on in the agent's console. */
  readonly staticMonitoring: boolean;
}

const agents: Readonly<Record<Agent['profile'], Pick<Agent, 'name' | 'page'>>> = {
  oneagent: {
    name: 'OneAgent',
    page: {
      title: say`Dynatrace, Known limitations for Go`,
      url: 'https://docs.dynatrace.com/docs/ingest-from/technology-support/application-software/go/support/go-known-limitations',
    },
  },
  appoptima: {
    name: say`AppOptima’s agent`,
    page: { title: 'AppOptima, Известные ограничения для поддержки Go', url: 'https://docs.expert-apm.ru' },
  },
};

/**
 * The agent in force; undefined if neither OneAgent nor AppOptima is chosen or shows. AppOptima’s files carry the names of
 * OneAgent, so where both show it is AppOptima.
 */
export function agentOf({ observability }: BuildModel): Agent | undefined {
  const profile = (['appoptima', 'oneagent'] as const).find((each) => observability.profiles.has(each));
  return profile && { profile, ...agents[profile], staticMonitoring: observability.staticMonitoring };
}

/** Whether a fix must not turn cgo off, or take the need of a C library away: the agent would refuse the program. */
export function wantsDynamicProgram(model: BuildModel): boolean {
  return agentOf(model)?.staticMonitoring === false;
}
