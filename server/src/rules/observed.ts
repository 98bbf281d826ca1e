import { valueOf } from '../facts/fact';
import type { BuildModel, GoBuild } from '../model/buildModel';

/** Variables of agents that look into a running program, ARMS, OneAgent and its siblings, and of continuous profilers. */
const agentVariables =
  /^(?:ARMS_|DT_(?:TENANT|CONNECTION_POINT|API_|CUSTOM_PROP|RELEASE_|ONEAGENT_|PAAS_|NETWORK_ZONE|CLUSTER_ID|HOME$|TAGS$)|ONEAGENT|RUXIT|APPOPTIMA|APP_OPTIMA|PYROSCOPE_|PARCA_|OTEL_GO_AUTO_|LD_PRELOAD$)/;

/** Images, files and commands that go by their names. */
const agentNames =
  /oneagent|dynatrace|appoptima|ruxit|liboneagentproc|instgo|golangbuilder|pyroscope|parca|aliyun.{0,500}arms|\/arms\b|beyla|otel-go-instrumentation/i;

/** Packages of profilers, which some serve symbols from the program's file. */
const profilers =
  /^(?:runtime\/pprof|net\/http\/pprof|github\.com\/(?:grafana\/pyroscope-go|pyroscope-io\/|google\/pprof|felixge\/fgprof|DataDog\/dd-trace-go\/.*profiler)|cloud\.google\.com\/go\/profiler)/;

/**
 * Whether the Dockerfile or the program shows that something looks at the program's symbols when it runs: an agent, a profiler,
 * a debugger. In doubt it does.
 */
export function isObserved(model: BuildModel, build: GoBuild): boolean {
  const { profiles } = model.observability;
  if (profiles.has('oneagent') || profiles.has('appoptima')) return true;
  if (
    build.programs.some(
      ({ packages, standardPackages }) =>
        standardPackages.has('runtime/pprof') ||
        standardPackages.has('net/http/pprof') ||
        packages?.some(({ imports }) => imports.some((path) => profilers.test(path))),
    )
  )
    return true;
  return model.stages.some(
    ({ needed, base, imageEnvironment, steps, entrypoint, cmd }) =>
      needed &&
      ((base.kind === 'image' && agentNames.test(base.text)) ||
        [...imageEnvironment.keys()].some((name) => agentVariables.test(name)) ||
        [...(entrypoint?.words ?? []), ...(cmd?.words ?? [])].some(
          ({ value }) => /(?:^|\/)(?:dlv|gdb|perf)$/.test(value) || agentNames.test(value),
        ) ||
        steps.some(
          ({ copy, execution }) =>
            (copy && 'text' in copy.from && agentNames.test(copy.from.text)) ||
            copy?.sources.some(({ path }) => agentNames.test(valueOf(path) ?? '')) ||
            execution?.commands.some(({ argv }) => argv.some(({ value }) => agentNames.test(valueOf(value) ?? ''))),
        )),
  );
}
