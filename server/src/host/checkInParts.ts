import { availableParallelism } from 'node:os';
import type { ReportedFinding } from '../analysis';
import type { FileReport } from '../report/fileReport';
import type { RuleDescription } from '../rules/rule';
import type { ReadOutcome } from './readDockerfile';

/** What is to be checked. Plain data, so that it can be sent to another thread. */
export interface Target {
  /** As it is shown. */
  readonly path: string;
  /** Undefined for standard input, and for what cannot be read. */
  readonly absolute?: string;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** What came from standard input. */
  readonly given?: ReadOutcome;
}

export interface CheckedTargets {
  /** In the order of the targets. */
  readonly files: readonly FileReport[];
  /** Settings that cannot be read, by the absolute path of their file. */
  readonly projectFiles: ReadonlyMap<string, FileReport>;
}

/** The same between threads: rules hold functions, so they go by their ids. */
export interface SentTargets {
  readonly files: readonly SentReport[];
  readonly projectFiles: ReadonlyMap<string, SentReport>;
}

interface SentReport extends Omit<FileReport, 'findings'> {
  readonly findings: readonly (Omit<ReportedFinding, 'rule' | 'withheld'> & { readonly rule: string })[];
}

/** Has a share of the targets checked on a thread of its own; rejects if that thread fails. */
export type StartPart = (share: readonly Target[]) => Promise<SentTargets>;

/** A thread has to load the program first, which takes as long as some dozens of files. */
const fewestOnThread = 100;

/**
 * Checks targets on as many threads as there are cores, this one among them. What a thread that fails should have checked is
 * checked here.
 * @param check what this thread does with its share
 */
export async function checkInParts(
  targets: readonly Target[],
  check: (share: readonly Target[]) => CheckedTargets,
  start: StartPart,
  rules: readonly RuleDescription[],
  cores = availableParallelism(),
): Promise<CheckedTargets> {
  const count = Math.max(1, Math.min(cores, Math.floor(targets.length / fewestOnThread)));
  // By turns, so that a folder of big files does not fall to one of them.
  const shares = Array.from({ length: count }, (_, part) => targets.filter((_, index) => index % count === part));
  const [ownShare = [], ...others] = shares;
  const started = others.map((share) =>
    start(share).then(
      (sent) => received(sent, rules),
      () => check(share),
    ),
  );
  const parts = [check(ownShare), ...(await Promise.all(started))];
  return {
    files: targets.flatMap((_, index) => parts[index % count]?.files[Math.floor(index / count)] ?? []),
    projectFiles: new Map(parts.flatMap(({ projectFiles }) => [...projectFiles])),
  };
}

/** What another thread can be sent of a share that was checked. */
export function sent({ files, projectFiles }: CheckedTargets): SentTargets {
  return { files: files.map(sentReport), projectFiles: mapValues(projectFiles, sentReport) };
}

function sentReport({ findings, ...report }: FileReport): SentReport {
  return {
    ...report,
    // The fixes may be worked out only when they are read, which the other thread cannot.
    findings: findings.map(({ rule, fixes, withheld, ...finding }) => ({ ...finding, rule: rule.id, fixes })),
  };
}

function received({ files, projectFiles }: SentTargets, rules: readonly RuleDescription[]): CheckedTargets {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const report = ({ findings, ...rest }: SentReport): FileReport => ({
    ...rest,
    findings: findings.flatMap((finding) => {
      const rule = byId.get(finding.rule);
      return rule ? { ...finding, rule } : [];
    }),
  });
  return { files: files.map(report), projectFiles: mapValues(projectFiles, report) };
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): ReadonlyMap<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
