import type { BuildModel } from '../model/buildModel';
import { exposedPorts, toldPorts } from '../rules/ports';

export interface ExposedPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** What a container of the target is started with, as far as the Dockerfile says. */
export interface RunInputs {
  /** Each once, in the order of the text; of `8000-8999` the first few. */
  readonly ports: readonly ExposedPort[];
  readonly listens: readonly number[];
  readonly healthcheck: boolean;
}

/** More ports of one range than anybody would publish one by one. */
const rangeLimit = 10;

/** The ports that the target exposes and listens on, and whether its health is checked. */
export function runInputs(model: BuildModel): RunInputs {
  const { target } = model;
  if (!target) return { ports: [], listens: [], healthcheck: false };
  const ports = new Map<string, ExposedPort>();
  for (const { first, last, protocol } of exposedPorts(model, target)) {
    for (let port = first; port <= last && port < first + rangeLimit && port <= 65_535; port++) {
      ports.set(`${port}/${protocol}`, { port, protocol });
    }
  }
  return {
    ports: [...ports.values()],
    listens: [...new Set(toldPorts(target))].filter((port) => port > 0 && port <= 65_535),
    healthcheck: target.healthcheck !== undefined && !target.healthcheck.none,
  };
}
