import { say } from '../text/say';

/** A page or a repository that a fact comes from. */
export interface Source {
  readonly title: string;
  /** Undefined: the page is known by its name only. */
  readonly url?: string;
}

/** A variable of an agent: what it does, and when it is read. */
export interface AgentVariable {
  readonly name: RegExp;
  /** What it does, as a sentence. */
  readonly says: string;
  /** What reads it while the image is built, as in "read by … while it compiles". */
  readonly build?: string;
  /** What reads it when the program starts. */
  readonly run?: string;
  readonly isSecret?: true;
  /** Only if the value looks like this. */
  readonly value?: RegExp;
  readonly source: Source;
}

/** A label of ack-onepilot. */
export interface PodLabel {
  readonly name: RegExp;
  readonly says: string;
  readonly source: Source;
}

const instgo: Source = {
  title: say`Alibaba Cloud ARMS, instgo-tool-introduction`,
  url: 'https://help.aliyun.com/zh/arms/application-monitoring/developer-reference/instgo-tool-introduction',
};
const armsInstall: Source = { title: say`Alibaba Cloud ARMS, manually-install-the-golang-probe` };
const dify: Source = { title: say`Alibaba Cloud, monitoring of Dify with ARMS` };
const onepilot: Source = { title: say`Alibaba Cloud ARMS, monitoring-golang-applications-in-an-ack-cluster` };
const onepilotContainers: Source = {
  title: say`Alibaba Cloud ARMS, start-monitoring-multi-container-applications-in-a-single-pod`,
};
const otelcRepository = 'https://github.com/open-telemetry/opentelemetry-go-compile-instrumentation';
const otelc = (path: string): Source => ({
  title: say`open-telemetry/opentelemetry-go-compile-instrumentation, ${path}`,
  url: `${otelcRepository}/blob/main/${path}`,
});
const loongsuite = (path: string): Source => ({
  title: say`alibaba/loongsuite-go, ${path}`,
  url: `https://github.com/alibaba/loongsuite-go/blob/main/${path}`,
});
const otelSdk: Source = {
  title: say`OpenTelemetry, SDK environment variables`,
  url: 'https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/',
};
const oneAgentImage: Source = {
  title: say`Dynatrace, Set up OneAgent on containers for application-only monitoring`,
  url: 'https://docs.dynatrace.com/docs/ingest-from/setup-on-container-platforms/docker/set-up-oneagent-on-containers-for-application-only-monitoring',
};
const oneAgentBuildpack: Source = {
  title: 'paketo-buildpacks/dynatrace',
  url: 'https://github.com/paketo-buildpacks/dynatrace',
};

const armsAgent = say`the ARMS agent that instgo has compiled in`;
const otelProgram = say`the OpenTelemetry SDK in the program, be it used by hand or compiled in`;
const otelcProgram = say`what otelc has compiled into the program`;

/** The first row that fits counts. */
export const agentVariables: readonly AgentVariable[] = [
  { name: /^ARMS_ENABLE$/, says: say`\`true\` switches the ARMS agent on.`, run: armsAgent, source: armsInstall },
  {
    name: /^ARMS_APP_NAME$/,
    says: say`Name of the application in the ARMS console.`,
    run: armsAgent,
    source: armsInstall,
  },
  {
    name: /^ARMS_REGION_ID$/,
    says: say`Region that the agent reports to, such as \`cn-hangzhou\`.`,
    run: armsAgent,
    source: armsInstall,
  },
  {
    name: /^ARMS_LICENSE_KEY$/,
    says: say`Licence key of ARMS. instgo does not need it: there it only chooses the version of the agent.`,
    build: say`instgo, instead of \`instgo set --licenseKey\`,`,
    run: armsAgent,
    isSecret: true,
    source: instgo,
  },
  {
    name: /^ARMS_WORKSPACE$/,
    says: say`Workspace of CMS 2.0, such as \`default-cms-<uid>-<region>\`.`,
    run: armsAgent,
    source: armsInstall,
  },
  {
    name: /^ARMS_LOG_LEVEL$/,
    says: say`How much instgo logs: \`debug\`, \`info\`, \`warn\` (the default) or \`error\`.`,
    build: 'instgo',
    source: instgo,
  },
  {
    name: /^ARMS_/,
    says: say`A variable of the ARMS agent, by its prefix. What it does is not known here.`,
    source: armsInstall,
  },
  {
    name: /^INSTGO_EXTRA_RULES$/,
    says: say`More sets of rules for instgo, such as \`dify_python\`.`,
    build: 'instgo',
    source: dify,
  },
  {
    name: /^OTELTOOL_DEBUG$/,
    says: say`\`true\` turns on debug mode of otel.`,
    build: 'otel',
    source: loongsuite('docs/user/config.md'),
  },
  {
    name: /^OTELTOOL_VERBOSE$/,
    says: say`\`true\` makes otel log more.`,
    build: 'otel',
    source: loongsuite('docs/user/config.md'),
  },
  {
    name: /^OTELTOOL_RULE_JSON_FILES$/,
    says: say`Files with rules of your own for otel.`,
    build: 'otel',
    source: loongsuite('docs/user/config.md'),
  },
  {
    name: /^OTELTOOL_DISABLE_RULES$/,
    says: say`Rules of otel that are off, \`all\` for all but base.json.`,
    build: 'otel',
    source: loongsuite('docs/user/config.md'),
  },
  {
    name: /^OTELTOOL_GO_CACHE$/,
    says: say`Build cache that otel keeps. Without it, otel compiles everything anew each time.`,
    build: 'otel',
    source: loongsuite('docs/user/config.md'),
  },
  {
    name: /^OTELTOOL_/,
    says: say`A setting of otel, as \`otel set\` has it.`,
    build: 'otel',
    source: loongsuite('docs/user/config.md'),
  },
  {
    name: /^OTELC_DEBUG$/,
    says: say`Makes otelc log more, into \`.otelc-build/debug.log\`.`,
    build: 'otelc',
    source: otelc('docs/troubleshooting.md'),
  },
  {
    name: /^OTELC_RULES$/,
    says: say`Files with rules, which otelc takes instead of all others.`,
    build: 'otelc',
    source: otelc('docs/configuration.md'),
  },
  {
    name: /^OTELC_STATS$/,
    says: say`Makes otelc log how long each tool takes.`,
    build: 'otelc',
    source: otelc('docs/troubleshooting.md'),
  },
  {
    name: /^OTELC_WORK_DIR$/,
    says: say`Folder in which \`otelc setup\` has run, for a build with \`-toolexec\` from elsewhere.`,
    build: 'otelc',
    source: otelc('docs/getting-started.md'),
  },
  { name: /^OTELC_/, says: say`A setting of otelc.`, build: 'otelc', source: otelc('tool/util/shared.go') },
  {
    name: /^OTEL_GO_ENABLED_INSTRUMENTATIONS$/,
    says: say`Only these instrumentations run, of those that are compiled in.`,
    run: otelcProgram,
    source: otelc('docs/configuration.md'),
  },
  {
    name: /^OTEL_GO_DISABLED_INSTRUMENTATIONS$/,
    says: say`These instrumentations do not run, though they are compiled in.`,
    run: otelcProgram,
    source: otelc('docs/configuration.md'),
  },
  {
    name: /^OTEL_GO_SIMPLE_SPAN_PROCESSOR$/,
    says: say`\`true\` exports each span at once, for debugging.`,
    run: otelcProgram,
    source: otelc('docs/configuration.md'),
  },
  {
    name: /^OTEL_GLS_/,
    says: say`A bound of what otelc keeps for each goroutine.`,
    run: otelcProgram,
    source: otelc('docs/configuration.md'),
  },
  {
    name: /^OTEL_INSTRUMENTATION_\w+$/,
    says: say`Switches or configures one instrumentation of loongsuite-go.`,
    run: say`what otel has compiled into the program`,
    source: loongsuite('docs/user/sdk-config.md'),
  },
  {
    name: /^OTEL_SERVICE_NAME$/,
    says: say`Name of the service in traces and metrics.`,
    run: otelProgram,
    source: otelSdk,
  },
  {
    name: /^OTEL_RESOURCE_ATTRIBUTES$/,
    says: say`Attributes of the service, as \`key=value,key=value\`.`,
    run: otelProgram,
    source: otelSdk,
  },
  { name: /^OTEL_SDK_DISABLED$/, says: say`\`true\` switches the SDK off.`, run: otelProgram, source: otelSdk },
  {
    name: /^OTEL_TRACES_EXPORTER$/,
    says: say`Where traces go: \`otlp\`, \`console\` or \`none\`.`,
    run: otelProgram,
    source: otelSdk,
  },
  { name: /^OTEL_TRACES_SAMPLER(?:_ARG)?$/, says: say`Which traces are kept.`, run: otelProgram, source: otelSdk },
  {
    name: /^OTEL_EXPORTER_OTLP_(?:\w+_)?HEADERS$/,
    says: say`Headers of what is exported, in which keys of the backend often stand.`,
    run: otelProgram,
    isSecret: true,
    source: otelSdk,
  },
  {
    name: /^OTEL_EXPORTER_OTLP_/,
    says: say`Where and how traces, metrics and logs are exported.`,
    run: otelProgram,
    source: otelSdk,
  },
  { name: /^OTEL_/, says: say`A setting of the OpenTelemetry SDK.`, run: otelProgram, source: otelSdk },
  {
    name: /^LD_PRELOAD$/,
    value: /liboneagentproc|oneagent/i,
    says: say`Makes the dynamic loader bring OneAgent into each program. A static program has no loader, so that nothing happens to it.`,
    run: say`the dynamic loader`,
    source: oneAgentImage,
  },
  {
    name: /^DT_TENANTTOKEN$/,
    says: say`Token with which OneAgent reports.`,
    run: say`OneAgent in the process`,
    isSecret: true,
    source: oneAgentBuildpack,
  },
  {
    name: /^DT_TENANT$/,
    says: say`Dynatrace environment that OneAgent reports to.`,
    run: say`OneAgent in the process`,
    source: oneAgentBuildpack,
  },
  {
    name: /^DT_CONNECTION_POINT$/,
    says: say`Addresses that OneAgent reports to.`,
    run: say`OneAgent in the process`,
    source: oneAgentBuildpack,
  },
  { name: /^DT_/, says: say`A setting of OneAgent.`, run: say`OneAgent in the process`, source: oneAgentBuildpack },
];

/** Kubernetes on what wins where image and pod both set a variable. */
export const podVariables: Source = {
  title: say`Kubernetes, Define Environment Variables for a Container`,
  url: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
};

export const podLabels: readonly PodLabel[] = [
  {
    name: /^aliyun\.com\/app-language$/,
    says: say`Language of the program, \`golang\`; compulsory for all but Java.`,
    source: onepilot,
  },
  {
    name: /^armsPilotAutoEnable$/,
    says: say`\`'on'\`, in quotes, lets ack-onepilot set the agent's variables in the pod.`,
    source: onepilot,
  },
  { name: /^armsPilotCreateAppName$/, says: say`Name of the application in the ARMS console.`, source: onepilot },
  { name: /^armsPilotAppWorkspace$/, says: say`Workspace that the application belongs to.`, source: onepilot },
  {
    name: /^one-agent\.jdk\.version$/,
    says: say`For the agent of Java alone. It does nothing for a Go program.`,
    source: onepilot,
  },
  {
    name: /^armsAutoInstrumentationEnable$/,
    says: say`For the agents of other languages, such as Python. It does nothing for a Go program.`,
    source: onepilot,
  },
  { name: /^apsara\.apm\//, says: say`The same for one container of the pod.`, source: onepilotContainers },
];
