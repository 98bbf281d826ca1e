import type { ProgramFacts } from '../golang/types';
import { askedTree, type AskedTree } from '../workspace/askedTree';
import type { SourceTree } from '../workspace/sourceTree';

interface Scanned {
  readonly asked: AskedTree;
  readonly programs: readonly ProgramFacts[];
}

/** More commands that build are not kept in mind. */
const most = 100;

/**
 * The programs that go commands build, from one version of a text to the next: what was read of a program's sources holds for as
 * long as the stage gives the same answers to all that was asked for it. A key typed behind `COPY . .` changes none of them.
 */
export class ProgramMemory {
  private readonly scans = new Map<string, Scanned>();

  /**
   * @param request all that the answer depends on besides the files of the stage; equal texts for equal requests
   * @param scan must ask nothing of the stage's files but through the tree it is given
   */
  programs(
    request: string,
    files: SourceTree,
    scan: (tree: SourceTree) => readonly ProgramFacts[],
  ): readonly ProgramFacts[] {
    const before = this.scans.get(request);
    if (before?.asked.isAnsweredAlikeBy(files) === true) return before.programs;
    const asked = askedTree(files);
    const programs = scan(asked.tree);
    if (this.scans.size >= most) this.scans.clear();
    this.scans.set(request, { asked, programs });
    return programs;
  }
}
