import type { Instruction } from '../dockerfile/instruction';
import { evidence } from '../facts/fact';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { Problem } from './buildModel';
import { stageName, type StageText } from './walkStages';

interface Dependency {
  readonly on: number;
  readonly span: Span;
}

/**
 * Stages that copy or mount from each other, which BuildKit refuses before anything runs, needed or not (validations.go,
 * validateCircularDependency; what FROM names does not count there). Undefined if there are none.
 */
export function circularStages(texts: readonly StageText[]): Problem | undefined {
  const lastByName = new Map<string, number>();
  texts.forEach((text, index) => {
    const name = stageName(text);
    if (name !== undefined) lastByName.set(name, index);
  });
  const find = (from: string): number | undefined =>
    /^\d+$/.test(from) ? (Number(from) < texts.length ? Number(from) : undefined) : lastByName.get(from.toLowerCase());
  const dependencies = texts.map(({ instructions }) =>
    instructions.flatMap((instruction) =>
      sourcesOf(instruction).flatMap(({ from, span }): readonly Dependency[] => {
        const on = find(from);
        return on === undefined ? [] : [{ on, span }];
      }),
    ),
  );
  const visited = new Set<number>();
  for (const [index, text] of texts.entries()) {
    const closing = findCycle(index, dependencies, visited);
    if (!closing) continue;
    const name = text.from.name?.raw ?? `stage-${index}`;
    return {
      kind: 'build-error',
      phase: 'build',
      certainty: 'known',
      stage: index,
      span: closing.span,
      error: `circular dependency detected on stage: ${name}`,
      because: [evidence(closing.span, say`this closes a circle of stages that need each other`)],
      details: { source: 'dockerfile' },
    };
  }
  return undefined;
}

/** The dependency that leads back into the path that was taken, depth first; without recursion, as there may be thousands. */
function findCycle(
  start: number,
  dependencies: readonly (readonly Dependency[])[],
  visited: Set<number>,
): Dependency | undefined {
  if (visited.has(start)) return undefined;
  visited.add(start);
  const path = [{ stage: start, next: 0 }];
  const onPath = new Set([start]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const dependency = dependencies[top.stage]?.[top.next++];
    if (dependency === undefined) {
      onPath.delete(top.stage);
      path.pop();
    } else if (onPath.has(dependency.on)) return dependency;
    else if (!visited.has(dependency.on)) {
      visited.add(dependency.on);
      onPath.add(dependency.on);
      path.push({ stage: dependency.on, next: 0 });
    }
  }
  return undefined;
}

function sourcesOf(instruction: Instruction): readonly { readonly from: string; readonly span: Span }[] {
  if (instruction.onbuild) return [];
  return instruction.flags.flatMap(({ name, value, span }) => {
    if (value === undefined) return [];
    if (instruction.kind === 'COPY' && name === 'from') return [{ from: value, span }];
    const from = instruction.kind === 'RUN' && name === 'mount' ? /(?:^|,)from=([^,]*)/.exec(value)?.[1] : undefined;
    return from === undefined ? [] : [{ from, span }];
  });
}
