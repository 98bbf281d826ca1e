import { expandWords } from '../dockerfile/expand';
import { valueOf } from '../facts/fact';
import type { BuildModel, Stage } from '../model/buildModel';
import { startWords } from '../model/startWords';
import type { Span } from '../text/span';
import { isOneOf } from '../text/oneOf';
import { chain } from './fixes/images';

/** A port, or several in a row, that an EXPOSE names. */
export interface ExposedPorts {
  readonly first: number;
  /** The same as the first for a single port. */
  readonly last: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly span: Span;
}

/** A port below 1024 that an EXPOSE names: to listen on it, a process needs CAP_NET_BIND_SERVICE unless the kernel is told otherwise. */
export interface PrivilegedPort {
  readonly port: number;
  readonly protocol: ExposedPorts['protocol'];
  readonly span: Span;
}

/** The ports that a stage, and those it is built from, expose; its own first. What cannot be read is left out. */
export function exposedPorts(model: BuildModel, stage: Stage): readonly ExposedPorts[] {
  const found: ExposedPorts[] = [];
  for (const { steps } of chain(model, stage)) {
    for (const { instruction, environment } of steps) {
      if (instruction.kind !== 'EXPOSE' || instruction.onbuild) continue;
      for (const { raw, span } of instruction.words) {
        const words = expandWords(raw, (name) => environment.get(name)?.value, model.dockerfile.escape);
        for (const word of valueOf(words) ?? []) {
          const match = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(word);
          const first = Number(match?.[1] ?? 0);
          const protocol = (match?.[3] ?? 'tcp').toLowerCase();
          if (first === 0 || !isOneOf(protocol, ['tcp', 'udp', 'sctp'])) continue;
          found.push({ first, last: Number(match?.[2] ?? first), protocol, span });
        }
      }
    }
  }
  return found;
}

/** The privileged ports that a stage, and those it is built from, expose: `80`, `53/udp`, the first of `80-82`. */
export function privilegedPorts(model: BuildModel, stage: Stage): readonly PrivilegedPort[] {
  return exposedPorts(model, stage)
    .filter(({ first }) => first < 1024)
    .map(({ first, protocol, span }) => ({ port: first, protocol, span }));
}

/** Variables and options for the address that a server listens on, not those for the ports of metrics, databases and the like. */
const addressNames =
  /^(?:-{0,2})(?:(?:app|http|https|server|service|web|api|listen|bind)[-_.]?)?(?:port|addr|address|listen|bind)$/i;

/** The ports that variables of the image, and options of its program, tell it to listen on; not a number where one cannot be read. */
export function toldPorts(target: Stage): readonly number[] {
  const given = [...target.imageEnvironment].flatMap(([name, { value }]) =>
    addressNames.test(name) ? [valueOf(value)] : [],
  );
  const words = startWords(target) ?? [];
  for (const [index, { value }] of words.entries()) {
    const [option = '', own] = value.split('=', 2);
    if (option.startsWith('-') && addressNames.test(option)) given.push(own ?? words[index + 1]?.value);
  }
  return given.map((value) => Number(/^(?:[\w.*[\]:-]*:)?(\d+)$/.exec(value ?? '')?.[1]));
}
