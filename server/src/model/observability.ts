import { valueOf } from '../facts/fact';
import { ownValue } from '../text/ownValue';
import { remembered } from '../text/remembered';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { GoBuild, Stage, Step } from './buildModel';

/** What observes the program: Alibaba ARMS, Dynatrace OneAgent, AppOptima's agent, OpenTelemetry's compile-time tools. */
export const observabilityProfiles = ['arms', 'oneagent', 'appoptima', 'otel'] as const;
export type ObservabilityProfile = (typeof observabilityProfiles)[number];

/** What the user chose; `auto`: by what the Dockerfile shows. */
export type ObservabilityChoice = 'auto' | 'none' | ObservabilityProfile;

/** One sign of an agent, in the words of a hover: `ENV ARMS_ENABLE`. */
export interface ObservabilitySign {
  readonly profile: ObservabilityProfile;
  readonly says: string;
  /** Undefined: the settings say so. */
  readonly span: Span | undefined;
}

export interface Observability {
  readonly choice: ObservabilityChoice;
  /** Those that rules go by. With `auto` there may be several, with a choice it is that one. */
  readonly profiles: ReadonlySet<ObservabilityProfile>;
  /** Why, the first in the file first. Empty if nothing is observed. */
  readonly signs: readonly ObservabilitySign[];
  /** OneAgent and AppOptima: static monitoring is switched on in the agent's console. */
  readonly staticMonitoring: boolean;
}

/** Variables, by what their names begin with, and the profile that they are for. */
const variables: readonly (readonly [RegExp, ObservabilityProfile])[] = [
  [/^ARMS_|^INSTGO_/, 'arms'],
  // Those that only OneAgent reads, by their names: Dependency-Track’s client has DT_API_URL too, clients of Dynatrace’s
  // interfaces have DT_API_TOKEN, and many programs have variables of dates by such names. Source: Dynatrace, Set up OneAgent
  // on containers for application-only monitoring; Configure build events; the variables of the OneAgent process.
  [
    /^DT_(?:TENANT|TENANTTOKEN|CONNECTION_POINT|PAAS_TOKEN|CUSTOM_PROP|NETWORK_ZONE|LOGSTREAM|LOGLEVEL(?:CON|FILE)|AGENTACTIVE|ONEAGENT_OPTIONS|RELEASE_(?:VERSION|STAGE|PRODUCT|BUILD_VERSION))$/,
    'oneagent',
  ],
  [/^OTELC?_|^OTELTOOL_/, 'otel'],
];

/**
 * Images, copied files and download addresses. For OneAgent and AppOptima’s agent only what is the agent itself: the images of its
 * code modules, the library that is preloaded, and its installer. Programs that talk to Dynatrace, and those that are made
 * there, have its name in modules, paths and labels, and nothing looks into them.
 */
const names: readonly (readonly [RegExp, ObservabilityProfile])[] = [
  [/golangbuilder-|aliyuncs\.com\/instgo\//, 'arms'],
  [
    /(?:appoptima|expert-apm\.ru).{0,500}(?:oneagent-codemodules|\/installer\/agent\/unix\/|liboneagentproc\.so)/i,
    'appoptima',
  ],
  [
    /\/(?:linux\/oneagent-codemodules|dynatrace-codemodules)(?:-musl)?(?=[:@]|$)|\/v1\/deployment\/installer\/agent\/unix\/|(?:^|\/)Dynatrace-OneAgent-Linux[\w.-]*\.sh$|\bliboneagentproc\.so\b/,
    'oneagent',
  ],
  [
    /loongsuite-go|opentelemetry-go-(?:auto|compile)-instrumentation|go\.opentelemetry\.io\/otelc\b|(?:^|\/)otelc$/,
    'otel',
  ],
];

/** Labels, by what they begin with. Those for OneAgent are what Dynatrace’s operator reads of pods to bring the agent in, or not. */
const labels: readonly (readonly [RegExp, ObservabilityProfile])[] = [
  [/^"?(?:armsPilot|aliyun\.com\/app-language|apsara\.apm\/)/, 'arms'],
  [/^"?(?:oneagent\.)?dynatrace\.com\/inject"?="?true\b/, 'oneagent'],
];

/** Agents that look into what is shipped: what they are given in a stage that is not shipped is for another program. */
const insideProcess: ReadonlySet<ObservabilityProfile> = new Set(['oneagent', 'appoptima']);

const fronts: Readonly<Record<string, ObservabilityProfile>> = { instgo: 'arms', otel: 'otel', otelc: 'otel' };

/**
 * What observes the program of a Dockerfile: as chosen, or, with `auto`, by its images, commands, variables and labels.
 * For tools that compile an agent in, stages that the target does not need count too: a variable that stands in the wrong one
 * still tells what is meant.
 */
export function findObservability(
  stages: readonly Stage[],
  goBuilds: readonly GoBuild[],
  choice: ObservabilityChoice,
  staticMonitoring: boolean,
): Observability {
  const found = choice === 'none' ? [] : [...signsOf(stages, goBuilds)].sort((a, b) => placeOf(a) - placeOf(b));
  if (choice === 'auto')
    return { choice, signs: found, profiles: new Set(found.map(({ profile }) => profile)), staticMonitoring };
  if (choice === 'none') return { choice, signs: [], profiles: new Set(), staticMonitoring };
  const chosen = { profile: choice, says: say`the setting goDockerfile.observability is ${choice}`, span: undefined };
  const signs = [chosen, ...found.filter(({ profile }) => profile === choice)];
  return { choice, signs, profiles: new Set([choice]), staticMonitoring };
}

function placeOf({ span }: ObservabilitySign): number {
  return span?.start ?? -1;
}

function* signsOf(stages: readonly Stage[], goBuilds: readonly GoBuild[]): Iterable<ObservabilitySign> {
  for (const { base, from, steps, needed } of stages) {
    const image = base.kind === 'image' ? profileIn(names, base.text) : undefined;
    const found: ObservabilitySign[] = [];
    if (image) found.push({ profile: image, says: `FROM ${from.image?.raw ?? ''}`, span: from.image?.span });
    for (const step of steps) found.push(...signsOfStep(step));
    yield* needed ? found : found.filter(({ profile }) => !insideProcess.has(profile));
  }
  for (const { go } of goBuilds) {
    const profile = go.front && ownValue(fronts, go.front.name);
    if (go.front && profile && go.front.via !== 'image')
      yield { profile, says: say`${go.front.name} go ${go.verb}`, span: go.front.span };
  }
}

const signsOfStep: (step: Step) => readonly ObservabilitySign[] = remembered((step) => {
  const candidates = candidatesIn(step);
  if (candidates.length === 0 || !anySign.test(candidates.map(({ text }) => text).join('\n'))) return [];
  return candidates.flatMap(({ text, rows, says, span }) => {
    const profile = profileIn(rows, text);
    return profile ? [{ profile, says, span }] : [];
  });
});

/** Hardly any step has to do with an agent, and to see that must cost little: one look at all its words, each on a line. */
const anySign = new RegExp([...variables, ...names, ...labels].map(([{ source }]) => source).join('|'), 'im');

/** A text that may be a sign. */
interface Candidate {
  readonly text: string;
  readonly rows: typeof names;
  readonly says: string;
  readonly span: Span;
}

function candidatesIn({ instruction, copy, execution }: Step): readonly Candidate[] {
  if (instruction.kind === 'ENV') {
    return instruction.pairs.flatMap(({ name, value, span }): readonly Candidate[] => {
      const variable = { text: name, rows: variables, says: `ENV ${name}`, span };
      // LD_PRELOAD=/opt/dynatrace/oneagent/agent/lib64/liboneagentproc.so
      return profileIn(variables, name) ? [variable] : [{ ...variable, text: value.raw, rows: names }];
    });
  }
  if (instruction.kind === 'LABEL') {
    return instruction.words.map(({ raw, span }) => {
      return { text: raw, rows: labels, says: `LABEL ${raw.split('=')[0] ?? ''}`, span };
    });
  }
  const words = copy ? copy.sources.map(({ path, word }) => ({ text: valueOf(path), span: word.span })) : [];
  if (copy && 'text' in copy.from) words.push({ text: copy.from.text, span: copy.instruction.span });
  for (const { argv } of execution?.commands ?? [])
    // Addresses with a token in them have no value that is known.
    for (const { value, word, span } of argv) words.push({ text: valueOf(value) ?? word?.raw, span });
  return words.flatMap(({ text, span }) =>
    text === undefined || text.length > 1000 ? [] : [{ text, rows: names, says: text, span }],
  );
}

function profileIn(
  rows: readonly (readonly [RegExp, ObservabilityProfile])[],
  text: string,
): ObservabilityProfile | undefined {
  return rows.find(([pattern]) => pattern.test(text))?.[1];
}
