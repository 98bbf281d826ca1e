import { valueOf } from '../../facts/fact';
import { effectiveFlag } from '../../golang/flagValues';
import type { GoBuild } from '../../model/buildModel';
import { say } from '../../text/say';
import { replace } from '../fixes/instructions';
import { placeForFlag, writtenFlag } from '../fixes/flags';
import { observedPrograms } from '../oneAgent/agent';
import { defineRule, type Fix } from '../rule';

/** The page’s own example of a package that is monitored only as a module. */
const grpc = 'google.golang.org/grpc';

export const oneagentVendored = defineRule({
  id: 'oneagent-vendored',
  title: 'Vendored packages, which OneAgent does not monitor',
  severity: 'warning',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    for (const { agent, build, path, program } of observedPrograms(model)) {
      const flag = effectiveFlag(build.go, 'mod')?.flag;
      const asked = flag && valueOf(flag.value);
      const module = program?.module;
      const vendors = flag ? asked === 'vendor' : module?.vendored === true;
      // A module without requirements has nothing in its vendor folder.
      if (!vendors || (module && module.file.requires.length === 0)) continue;
      const usesGrpc = module?.file.requires.some((required) => required.path === grpc) === true;
      yield {
        span: flag?.span ?? build.go.verbSpan,
        certainty: 'known',
        ...(usesGrpc ? {} : { severity: 'information' }),
        message:
          say`${path} is built from the vendor folder, and ${agent.name} does not monitor vendored packages. ` +
          (usesGrpc ? say`Its gRPC services do not show.` : say`What they serve and call does not show, gRPC for one.`),
        fixes: () => withModules(build),
      };
    }
  },
});

/** -mod=readonly takes the modules that go.mod names, and changes no file. */
function withModules(build: GoBuild): readonly Fix[] {
  const title = say`Build with modules: -mod=readonly`;
  const flag = effectiveFlag(build.go, 'mod')?.flag;
  const written = writtenFlag(build, 'mod');
  if (written) return [{ title, safety: 'review', edits: [replace(written.span, '-mod=readonly')] }];
  if (flag?.from === 'command line' || build.index < 0 || build.command.approximate === true || build.instruction.exec)
    return [];
  return [{ title, safety: 'review', edits: [replace(placeForFlag(build.go), ' -mod=readonly')] }];
}
