import { valueOf } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { privilegedPorts, toldPorts } from '../ports';
import { defineRule } from '../rule';
import { shippedPrograms } from '../shipped';

export const privilegedPort = defineRule({
  id: 'privileged-port',
  title: 'Port below 1024 for a user that is not root',
  severity: 'information',
  fix: 'none',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    const user = target && valueOf(target.user.name);
    if (!target || user === undefined || /^(?:root|0*)(?::|$)/.test(user)) return;
    const ports = privilegedPorts(model, target);
    const [first] = ports;
    const [program] = shippedPrograms(model);
    if (!first || !program || givesCapability(model)) return;
    const { span } = target.user;
    const told = new Set<number>();
    for (const { port, protocol, span: place } of ports) {
      // DNS and the like have the same port twice.
      if (told.has(port) || listensElsewhere(target, port)) continue;
      told.add(port);
      const what = protocol === 'sctp' ? '' : `listen ${protocol} :${port}: `;
      yield {
        span: place,
        certainty: 'known',
        message: say`User ${user} may listen on port ${port} in Docker since 20.10 and under containerd since 2.0, not under CRI-O, older versions or in the host's network: there ${program.path} ends with "${what}bind: permission denied".`,
        ...(span && { related: [{ span, message: say`the user is set here` }] }),
      };
    }
  },
});

/** Whether the image tells the program to listen on other ports than the one exposed, and on none that is as low. */
function listensElsewhere(target: Stage, port: number): boolean {
  const ports = toldPorts(target);
  return ports.length > 0 && ports.every((other) => other >= 1024 && other !== port);
}

/** Whether a RUN gives a program the capability; COPY keeps it. What it is given to is not looked at. */
function givesCapability(model: BuildModel): boolean {
  return model.stages.some(({ needed, steps }) =>
    steps.some(
      ({ instruction }) =>
        needed &&
        instruction.kind === 'RUN' &&
        [instruction.argument, ...instruction.heredocs.map(({ body }) => body)].some(({ text }) => {
          const setcap = text.search(/\bsetcap\b/i);
          return setcap >= 0 && /cap_net_bind_service/i.test(text.slice(setcap));
        }),
    ),
  );
}
