import type { YAMLMap } from 'yaml';
import type { Span } from '../text/span';
import type { Quote } from './labels';

/** Kinds of objects that make pods from a template, and the pod itself (Kubernetes API reference, "Workload Resources"). */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Job' | 'CronJob' | 'Pod';

/** One workload of a manifest. Spans are offsets in the text of the whole file. */
export interface Workload {
  readonly kind: WorkloadKind;
  /** A template stands in its document: what the cluster gets may be more than can be read. */
  readonly templated: boolean;
  /** Undefined if there is none, or it is made by a template. */
  readonly name: string | undefined;
  /** The name if there is one, else the kind. */
  readonly span: Span;
  readonly containers: readonly Container[];
  /** The metadata that the pods get: that of the template, or of the pod itself. Undefined if there is no template. */
  readonly pod: PodMetadata | undefined;
  /** The metadata of the workload, and of the jobs of a CronJob: what stands there reaches no pod. */
  readonly above: readonly Metadata[];
}

/** A container that runs beside the others; not those that run first. */
export interface Container {
  readonly name: string | undefined;
  /** As written. Undefined if it is missing, or no text. */
  readonly image: string | undefined;
  readonly span: Span;
}

export interface Metadata {
  /** Where it is, as a path: `metadata`, `spec.template.metadata`. */
  readonly path: string;
  readonly labels: Labels | undefined;
  readonly annotations: Labels | undefined;
}

export interface PodMetadata extends Metadata {
  /** The mapping that holds `metadata` and `spec`. */
  readonly holder: YAMLMap;
}

/** The labels or annotations of some metadata. */
export interface Labels {
  readonly entries: readonly Label[];
  /** Nothing of it comes from, or goes to, another place: no alias, no anchor, no merge key. Only then it may be edited. */
  readonly own: boolean;
  /** The word `labels` or `annotations`. */
  readonly keySpan: Span;
  /** The braces with all between them, if it is written so: `{a: b}`. */
  readonly flow?: Span;
  /** The word `metadata` above it, if there is nothing else in that. */
  readonly only?: Span;
  /** It stands between the braces of the metadata: `{labels: …}`. */
  readonly isInFlow: boolean;
}

export interface Label {
  readonly name: string;
  readonly nameSpan: Span;
  /** The text between quotes, or as it stands without any. Undefined if it is no scalar. */
  readonly value: string | undefined;
  readonly valueSpan: Span;
  /** Without quotes, so that its type depends on how it reads. */
  readonly plain: boolean;
  /** Those around the value; undefined if it is plain, a block, or no scalar. */
  readonly quote: Quote | undefined;
}
