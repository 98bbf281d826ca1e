import type { Dockerfile, Instruction } from '../dockerfile/instruction';
import { formatPlatform } from '../dockerfile/platform';
import type { GoBuild } from './buildModel';
import type { StageState, Walk, WalkInput } from './stageState';
import type { StageText, WalkedStage } from './walkStages';

/** The state of a stage before one of its instructions, or behind the last. What only ever grows is kept as a length. */
interface Checkpoint {
  readonly state: StageState;
  readonly steps: number;
  readonly problems: number;
  readonly uses: number;
  readonly goBuilds: number;
  readonly recipeBuilds: number;
}

/** What a walk leaves behind for the walk of the next version of the same text. */
export interface WalkMemory {
  readonly given: WalkGiven;
  readonly stages: readonly { readonly walked: WalkedStage; readonly checkpoints: readonly Checkpoint[] }[];
  readonly goBuilds: readonly GoBuild[];
  readonly recipeBuilds: readonly GoBuild[];
}

/** What every stage depends on besides its own instructions and the stages it uses. */
interface WalkGiven {
  readonly input: WalkInput;
  readonly escape: Dockerfile['escape'];
  /** Instructions before the first stage. */
  readonly head: readonly Instruction[];
  readonly names: readonly (string | undefined)[];
}

/** Where a stage can go on, and what it then holds already. */
export interface Resumption {
  /** The whole stage, if nothing of it has changed. */
  readonly walked: WalkedStage | undefined;
  readonly state: StageState;
  readonly uses: readonly number[];
  /** Index of the first instruction to walk. */
  readonly next: number;
}

/**
 * Remembers one walk and lets the next one start from it. Instructions are compared by identity: the parser gives the same
 * objects for what stands before the first change (`createParser`), so that a stage with an instruction of the last version
 * has nothing but such stages before it.
 */
export class WalkRecorder {
  private readonly checkpoints = new Map<number, Checkpoint[]>();
  private readonly last: WalkMemory | undefined;
  private readonly given: WalkGiven;

  constructor(
    private readonly walk: Walk,
    dockerfile: Dockerfile,
    texts: readonly StageText[],
    names: readonly (string | undefined)[],
    last: WalkMemory | undefined,
  ) {
    const [first] = texts;
    const head = first ? dockerfile.instructions.slice(0, dockerfile.instructions.indexOf(first.from)) : [];
    this.given = { input: walk.input, escape: dockerfile.escape, head, names };
    this.last = last && isSameGiven(last.given, this.given) ? last : undefined;
  }

  /**
   * Called before the first instruction of a stage is walked. The builds that the part which need not be walked again has
   * found are in the walk afterwards.
   */
  resume(index: number, text: StageText): Resumption | undefined {
    const remembered = this.last?.stages[index];
    const start = remembered?.checkpoints[0];
    if (!this.last || !remembered || !start || remembered.walked.text.from !== text.from) return undefined;
    const { instructions } = remembered.walked.text;
    let next = 0;
    while (next < text.instructions.length && text.instructions[next] === instructions[next]) next++;
    const checkpoint = remembered.checkpoints[next];
    if (!checkpoint) return undefined;
    this.walk.goBuilds.push(...this.last.goBuilds.slice(start.goBuilds, checkpoint.goBuilds));
    this.walk.recipeBuilds.push(...this.last.recipeBuilds.slice(start.recipeBuilds, checkpoint.recipeBuilds));
    const isWhole = next === text.instructions.length && next === instructions.length;
    // Where it goes on, it passes this one once more.
    this.checkpoints.set(index, remembered.checkpoints.slice(0, isWhole ? next + 1 : next));
    const { state } = remembered.walked;
    return {
      walked: isWhole ? remembered.walked : undefined,
      state: {
        ...checkpoint.state,
        steps: state.steps.slice(0, checkpoint.steps),
        problems: state.problems.slice(0, checkpoint.problems),
      },
      uses: [...remembered.walked.uses].slice(0, checkpoint.uses),
      next,
    };
  }

  /** Called before each instruction of a stage, and behind the last. */
  pass(state: StageState, uses: ReadonlySet<number>): void {
    const checkpoint = {
      state: { ...state },
      steps: state.steps.length,
      problems: state.problems.length,
      uses: uses.size,
      goBuilds: this.walk.goBuilds.length,
      recipeBuilds: this.walk.recipeBuilds.length,
    };
    const passed = this.checkpoints.get(state.index);
    if (passed) passed.push(checkpoint);
    else this.checkpoints.set(state.index, [checkpoint]);
  }

  /** @param stages all of them, in order */
  memory(stages: readonly WalkedStage[]): WalkMemory {
    return {
      given: this.given,
      stages: stages.map((walked, index) => ({ walked, checkpoints: this.checkpoints.get(index) ?? [] })),
      goBuilds: this.walk.goBuilds,
      recipeBuilds: this.walk.recipeBuilds,
    };
  }
}

function isSameGiven(a: WalkGiven, b: WalkGiven): boolean {
  return (
    a.escape === b.escape && isSameList(a.head, b.head) && isSameList(a.names, b.names) && isSameInput(a.input, b.input)
  );
}

function isSameInput(a: WalkInput, b: WalkInput): boolean {
  return (
    a.context === b.context &&
    a.moduleCache === b.moduleCache &&
    a.target === b.target &&
    formatPlatform(a.platform) === formatPlatform(b.platform) &&
    formatPlatform(a.buildPlatform) === formatPlatform(b.buildPlatform) &&
    JSON.stringify(Object.entries(a.buildArgs)) === JSON.stringify(Object.entries(b.buildArgs))
  );
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
