import type { Edit } from '../text/edit';
import type { Span } from '../text/span';
import type { Workload } from '../manifests/workload';
import type { BuildModel } from '../model/buildModel';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type FixSafety = 'safe' | 'review';

/** One defect, described once as an immutable value. The folder's README.md is its page. */
export interface RuleDescription {
  /** Names the defect, in kebab case, and reads well after "ignore". Equals the folder's name. */
  readonly id: string;
  /** First line of its page: the defect in a few words, sentence case, no full stop. */
  readonly title: string;
  /** The severity of a finding that is certain; one that rests on a presumption is at most a warning. */
  readonly severity: Severity;
  readonly fix: 'none' | 'sometimes' | 'always';
  /** RULES section: what the rule answers. */
  readonly category: 'build' | 'start' | 'work' | 'speed' | 'platform' | 'observability';
  /** Version of the extension that brought it. */
  readonly since: string;
}

/** A rule about Dockerfiles. */
export interface Rule extends RuleDescription {
  /** Pure. Does not apply: yields nothing. Never throws. */
  check(model: BuildModel): Iterable<Finding>;
}

/** A Kubernetes manifest, as rules see it. */
export interface ManifestModel {
  readonly text: string;
  readonly workloads: readonly Workload[];
}

/** A rule about Kubernetes manifests. */
export interface ManifestRule extends RuleDescription {
  /** Pure. Does not apply: yields nothing. Never throws. */
  check(model: ManifestModel): Iterable<Finding>;
}

export interface Finding {
  readonly span: Span;
  /** What; then what happens because of it. Two sentences at most. */
  readonly message: string;
  /** 'presumed' caps the severity at warning. */
  readonly certainty: 'known' | 'presumed';
  /** Lowers (never raises) the rule's severity for this finding. */
  readonly severity?: Severity;
  /** Every place that the verdict rests on. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** Alternatives; the first is preferred. As a function where they cost something: it is called once someone asks for them. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
  /** Fixes that someone may look for, and why they are not among these. */
  readonly withheld?: () => readonly Withheld[];
}

export interface Fix {
  /** Verb phrase: "Set CGO_ENABLED=0". */
  readonly title: string;
  /** safe: behaviour preserved but for the defect; joins fix-all. */
  readonly safety: FixSafety;
  /** In the file that is analysed; sorted or not, never overlapping. */
  readonly edits: readonly Edit[];
  /** What belongs to it stands in other files: offered by itself, as what it is, and never applied along with others. */
  readonly partial?: true;
}

/** A change that someone may look for, and that is not offered here. */
export interface Withheld {
  /** That of the fix, were it offered. */
  readonly title: string;
  /** Why it is not: one sentence. */
  readonly reason: string;
}

/** Declares a rule; typed identity, so that a rule file is one value. */
export function defineRule<const R extends Rule>(rule: R): R {
  return rule;
}

/** Those fixes that could be made, in their order. */
export function fixesOf(...fixes: readonly (Fix | undefined)[]): readonly Fix[] {
  return fixes.filter((fix) => fix !== undefined);
}

/** Declares a rule about manifests. */
export function defineManifestRule<const R extends ManifestRule>(rule: R): R {
  return rule;
}
