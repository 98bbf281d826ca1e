import { Composer, isAlias, isMap, isScalar, isSeq, Parser, type Node, type Pair, type YAMLMap } from 'yaml';
import { isOneOf } from '../text/oneOf';
import type { Span } from '../text/span';
import type { Container, Label, Labels, Metadata, Workload } from './workload';

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'] as const;

/** What a text with a workload has in it: asked before the YAML library is loaded. */
const mayHoldWorkload = /kind["']?\s*:\s*["']?(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod|List)\b/;

/** Where a document begins or ends, which no quote and no bracket can hide (YAML 1.2.2, 9.1.2: forbidden content). */
const documentMarker = /(?<![^\n])(?:---|\.\.\.)(?=\s|$)/g;

/**
 * The workloads of a manifest, in YAML or JSON, which may hold several documents and lists of objects. Never throws: a document that
 * cannot be read has none, and takes nothing from those around it. Aliases are not followed, so that what they could blow up to is
 * never built.
 */
export function readWorkloads(text: string): readonly Workload[] {
  if (!mayHoldWorkload.test(text)) return [];
  const starts = [0, ...Array.from(text.matchAll(documentMarker), ({ index }) => index)];
  return starts.flatMap((start, index) => {
    const source = text.slice(start, starts[index + 1]);
    return mayHoldWorkload.test(source) ? readDocument(source, start) : [];
  });
}

function readDocument(source: string, start: number): readonly Workload[] {
  try {
    const parser = new Parser();
    parser.offset = start;
    // The library would compare each key with all others, which takes the square of their number.
    const composer = new Composer({ logLevel: 'silent', uniqueKeys: false });
    const templated = isTemplate(source);
    return [...composer.compose(parser.parse(source))].flatMap(({ contents, errors }) =>
      errors.length > 0 || hasRepeatedKey(contents) ? [] : workloadsIn(contents, templated, 0),
    );
  } catch {
    // Nested so deeply that the parser gives up.
    return [];
  }
}

/** Kubernetes refuses a key that stands twice in a mapping, or takes the last: what is read would be a guess. */
function hasRepeatedKey(node: unknown): boolean {
  if (isSeq(node)) return node.items.some(hasRepeatedKey);
  if (!isMap(node)) return false;
  const keys = node.items.flatMap(({ key }) => (isScalar(key) && key.value !== '<<' ? [key.value] : []));
  return new Set(keys).size < keys.length || node.items.some(({ value }) => hasRepeatedKey(value));
}

/** Whether Helm or another engine of templates has its say before the cluster: `{{ .Values.name }}` outside of comments. */
function isTemplate(source: string): boolean {
  return source.includes('{{') && source.replace(/(?<!\S)#.*$/gm, '').includes('{{');
}

function workloadsIn(node: unknown, templated: boolean, depth: number): readonly Workload[] {
  if (!isMap(node) || depth > 3) return [];
  const kind = textAt(node, 'kind');
  if (kind === 'List') {
    const items = valueOf(node, 'items');
    return isSeq(items) ? items.items.flatMap((item) => workloadsIn(item, templated, depth + 1)) : [];
  }
  if (kind === undefined || !isOneOf(kind, kinds)) return [];
  const metadata = mapAt(node, 'metadata');
  const name = metadata && textAt(metadata, 'name');
  const nameNode = metadata && valueOf(metadata, 'name');
  const spec = mapAt(node, 'spec');
  const job = kind === 'CronJob' ? spec && mapAt(spec, 'jobTemplate') : undefined;
  const jobSpec = kind === 'CronJob' ? job && mapAt(job, 'spec') : spec;
  const holder = kind === 'Pod' ? node : jobSpec && mapAt(jobSpec, 'template');
  const podSpec = holder && mapAt(holder, 'spec');
  const containers = podSpec && valueOf(podSpec, 'containers');
  const path = kind === 'Pod' ? 'metadata' : `spec.${kind === 'CronJob' ? 'jobTemplate.spec.' : ''}template.metadata`;
  return [
    {
      kind,
      templated,
      name: name === undefined || name === '' ? undefined : name,
      span: spanOf(isScalar(nameNode) ? nameNode : valueOf(node, 'kind')),
      containers: isSeq(containers) ? containers.items.flatMap((item) => readContainer(item)) : [],
      pod: holder && !pairAt(holder, '<<') ? { ...readMetadata(valueOf(holder, 'metadata'), path), holder } : undefined,
      above: [
        ...(kind === 'Pod' ? [] : [readMetadata(metadata, 'metadata')]),
        ...(job
          ? [readMetadata(valueOf(job, 'metadata'), 'spec.jobTemplate.metadata', pairAt(job, 'metadata')?.key)]
          : []),
      ],
    },
  ];
}

function readContainer(node: unknown): readonly Container[] {
  if (!isMap(node)) return [];
  const image = valueOf(node, 'image');
  return [{ name: textAt(node, 'name'), image: textAt(node, 'image'), span: spanOf(image) }];
}

function readMetadata(node: unknown, path: string, key?: unknown): Metadata {
  // What an alias or a merge key brings is not looked up: there may be labels.
  const hidden = isAlias(node) || (isMap(node) && pairAt(node, '<<') !== undefined);
  const unread = hidden ? { entries: [], own: false, keySpan: spanOf(node), isInFlow: false } : undefined;
  const read = (name: string): Labels | undefined => (isMap(node) ? readLabels(node, name, key) : undefined) ?? unread;
  return { path, labels: read('labels'), annotations: read('annotations') };
}

function readLabels(metadata: YAMLMap, name: string, key: unknown): Labels | undefined {
  const pair = pairAt(metadata, name);
  if (!pair) return undefined;
  const keySpan = spanOf(pair.key);
  const isInFlow = metadata.flow === true;
  const { value } = pair;
  if (!isMap(value)) return { entries: [], own: isScalar(value) && value.value === null, keySpan, isInFlow };
  const own = value.anchor === undefined && metadata.anchor === undefined;
  return {
    entries: value.items.flatMap((item) => readLabel(item)),
    own: own && value.items.every((item) => isScalar(item.key) && item.key.value !== '<<' && !isAlias(item.value)),
    keySpan,
    ...(value.flow === true && { flow: spanOf(value) }),
    ...(isScalar(key) && metadata.items.length === 1 && { only: spanOf(key) }),
    isInFlow,
  };
}

function readLabel({ key, value }: Pair): readonly Label[] {
  if (!isScalar(key)) return [];
  const scalar = isScalar(value) ? value : undefined;
  return [
    {
      name: String(key.value),
      nameSpan: spanOf(key),
      value: scalar && (scalar.type === 'PLAIN' ? (scalar.source ?? '') : String(scalar.value)),
      valueSpan: spanOf(value),
      plain: scalar?.type === 'PLAIN',
      quote: scalar?.type === 'QUOTE_SINGLE' ? "'" : scalar?.type === 'QUOTE_DOUBLE' ? '"' : undefined,
    },
  ];
}

/** The pair of a mapping with that key. */
export function pairAt(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

function valueOf(map: YAMLMap, name: string): unknown {
  return pairAt(map, name)?.value;
}

function mapAt(map: YAMLMap, name: string): YAMLMap | undefined {
  const value = valueOf(map, name);
  return isMap(value) ? value : undefined;
}

function textAt(map: YAMLMap, name: string): string | undefined {
  const value = valueOf(map, name);
  return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
}

/** Where a node stands, without the comment and the line break behind it. */
export function spanOf(node: unknown): Span {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? rangeOf(node) : undefined;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

function rangeOf(node: Node): readonly [number, number, number] | undefined {
  return node.range ?? undefined;
}
