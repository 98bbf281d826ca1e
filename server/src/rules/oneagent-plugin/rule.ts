import { valueOf } from '../../facts/fact';
import { artifactsIn } from '../../model/files';
import { say } from '../../text/say';
import { observedPrograms } from '../oneAgent/agent';
import { defineRule } from '../rule';

export const oneagentPlugin = defineRule({
  id: 'oneagent-plugin',
  title: 'Go plugin, which ends what OneAgent monitors',
  severity: 'warning',
  fix: 'none',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    const programs = observedPrograms(model);
    const [first] = programs;
    const opener = programs.find(({ program }) => program && valueOf(program.cgo)?.standard.has('plugin') === true);
    const read = programs.every(({ program }) => program?.cgo.certainty === 'known');
    // Nothing that is read opens it: it may be for another image.
    if (!target || !first || (read && !opener)) return;
    const seen = new Set<number>();
    for (const { path, artifact } of artifactsIn(target.files)) {
      const build = model.goBuilds[artifact.build];
      if (build?.buildmode !== 'plugin' || seen.has(artifact.build)) continue;
      seen.add(artifact.build);
      const flag = build.go.flags.findLast(({ name }) => name === 'buildmode');
      yield {
        span: flag?.span ?? build.go.verbSpan,
        certainty: opener ? 'known' : 'presumed',
        message:
          say`${path} is a plugin. As soon as a program opens one, ${first.agent.name} switches deep monitoring of it off.` +
          (opener ? '' : say` This presumes that the program opens it, as its sources cannot be read.`),
        related: opener ? [{ span: opener.build.go.verbSpan, message: say`${opener.path} imports plugin` }] : [],
      };
    }
  },
});
