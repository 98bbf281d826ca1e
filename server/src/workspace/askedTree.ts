import type { SourceTree } from './sourceTree';

/** A tree that keeps what it is asked, so that it can be told later whether another one would have said the same. */
export interface AskedTree {
  readonly tree: SourceTree;
  /** Whether the other tree answers all questions so far as this one has. */
  isAnsweredAlikeBy(other: SourceTree): boolean;
}

type Answer = string | boolean | undefined | readonly string[];

interface Question {
  readonly ask: (tree: SourceTree) => Answer;
  readonly answer: Answer;
}

export function askedTree(tree: SourceTree): AskedTree {
  const questions = new Map<string, Question>();
  const asking = <A extends Answer>(name: string, ask: (tree: SourceTree, path: string) => A) => {
    return (path: string): A => {
      const answer = ask(tree, path);
      questions.set(`${name} ${path}`, { ask: (other) => ask(other, path), answer });
      return answer;
    };
  };
  return {
    tree: {
      kind: asking('kind', (from, path) => from.kind(path)),
      read: asking('read', (from, path) => from.read(path)),
      list: asking('list', (from, path) => from.list(path)),
      executable: asking('executable', (from, path) => from.executable?.(path)),
      isLink: asking('isLink', (from, path) => from.isLink?.(path) === true),
      isComplete: asking('isComplete', (from, path) => from.isComplete?.(path) !== false),
      isIgnored: asking('isIgnored', (from, path) => from.isIgnored?.(path) === true),
      ignoredIn: asking('ignoredIn', (from, path) => from.ignoredIn?.(path) ?? []),
      mayBeMade: asking('mayBeMade', (from, path) => from.mayBeMade?.(path) === true),
      keepsOut: asking('keepsOut', (from, path) => from.keepsOut?.(path) === true),
    },
    isAnsweredAlikeBy: (other) => [...questions.values()].every(({ ask, answer }) => isSameAnswer(ask(other), answer)),
  };
}

function isSameAnswer(one: Answer, other: Answer): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other;
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
