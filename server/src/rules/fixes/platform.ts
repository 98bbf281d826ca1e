import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { listWords } from '../../text/list';
import { say } from '../../text/say';
import type { Fix } from '../rule';
import { needsCgo } from './goBuild';
import { insertBefore } from './instructions';

/**
 * Lets a go build take its platform from BuildKit: `GOOS=$TARGETOS GOARCH=$TARGETARCH`, with the ARG that they need.
 * @returns undefined if the values stand where they cannot be edited, or if cgo would need a cross compiler
 */
export function followTarget(model: BuildModel, build: GoBuild): Fix | undefined {
  const stage = model.stages[build.stage];
  const step = stage?.steps.find(({ instruction }) => instruction === build.instruction);
  const cgo = build.cgoSetting && valueOf(build.cgoSetting.value);
  if (!step || build.instruction.exec || build.command.approximate === true || cgo === '1' || needsCgo(build))
    return undefined;
  const values: Readonly<Record<string, string>> = { GOOS: '$TARGETOS', GOARCH: '$TARGETARCH' };
  const edits: Edit[] = [];
  const added: string[] = [];
  const used: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const own = build.command.assignments.findLast((assignment) => assignment.name === name);
    const set = build.command.environment.get(name);
    if (own) {
      // A literal linux is right wherever the image is a Linux one.
      if (name === 'GOOS' && valueOf(own.value) === model.platform.os) continue;
      edits.push({ span: own.valueSpan, newText: value });
    } else if (name === 'GOOS' && set && valueOf(set.value) === model.platform.os) continue;
    // On a stage of the target's platform go takes the architecture from the machine.
    else if (name === 'GOARCH' && !set && stage?.platformFollows === 'target') continue;
    else added.push(`${name}=${value} `);
    used.push(value.slice(1));
  }
  const place = build.command.span.start;
  if (added.length > 0) edits.push({ span: { start: place, end: place }, newText: added.join('') });
  const missing = used.filter((name) => !step.environment.has(name));
  if (missing.length > 0) edits.unshift(insertBefore(model, build.instruction, `ARG ${missing.join(' ')}`));
  const title = say`Build for ${listWords(used.map((name) => `$${name}`))}`;
  return { title, safety: 'review', edits };
}
