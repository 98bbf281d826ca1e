import { expandWords } from '../dockerfile/expand';
import { valueOf } from '../facts/fact';
import type { BuildModel, Stage } from '../model/buildModel';
import type { Span } from '../text/span';
import { isOneOf } from '../text/oneOf';
import { chain } from './fixes/images';

/** A port below 1024 that an EXPOSE names: to listen on it, a process needs CAP_NET_BIND_SERVICE unless the kernel is told otherwise. */
export interface PrivilegedPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly span: Span;
}

/** The privileged ports that a stage, and those it is built from, expose: `80`, `53/udp`, the first of `80-82`. */
export function privilegedPorts(model: BuildModel, stage: Stage): readonly PrivilegedPort[] {
  const found: PrivilegedPort[] = [];
  for (const { steps } of chain(model, stage)) {
    for (const { instruction, environment } of steps) {
      if (instruction.kind !== 'EXPOSE' || instruction.onbuild) continue;
      for (const { raw, span } of instruction.words) {
        const words = expandWords(raw, (name) => environment.get(name)?.value, model.dockerfile.escape);
        for (const word of valueOf(words) ?? []) {
          const [, first = '0', after = 'tcp'] = /^(\d+)(?:-\d+)?(?:\/(tcp|udp|sctp))?$/i.exec(word) ?? [];
          const port = Number(first);
          const protocol = after.toLowerCase();
          if (!isOneOf(protocol, ['tcp', 'udp', 'sctp'])) continue;
          if (port > 0 && port < 1024) found.push({ port, protocol, span });
        }
      }
    }
  }
  return found;
}
