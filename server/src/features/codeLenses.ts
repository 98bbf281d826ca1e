import type { Analysis } from '../analysis';
import { capitalise } from '../text/capitalise';
import { say } from '../text/say';
import type { Span } from '../text/span';
import { buildsGo, startInstruction, verdictLabel } from './verdictLabel';

/** The commands behind lenses, which the editor's part carries out. */
export const lensCommands = {
  showVerdict: 'goDockerfile.showVerdict',
  build: 'goDockerfile.build',
  buildAndRun: 'goDockerfile.buildAndRun',
  buildMultiArch: 'goDockerfile.buildMultiArch',
} as const;

/** A line above a stage that does something when it is clicked. */
export interface CodeLens {
  /** The FROM that it stands above. */
  readonly span: Span;
  readonly title: string;
  readonly command: (typeof lensCommands)[keyof typeof lensCommands];
  /** What is built, by name or number; undefined for the target, which the settings and the file decide. */
  readonly stage: string | undefined;
  /** Of the verdict: the place that explains it. */
  readonly at: number | undefined;
}

/**
 * The lenses of a Dockerfile that builds a Go program, in the order of the text; none for other files.
 * @param offered the commands that the editor carries out
 */
export function codeLenses({ model }: Analysis, offered: ReadonlySet<string>): readonly CodeLens[] {
  if (!buildsGo(model)) return [];
  return model.stages
    .flatMap((stage): readonly CodeLens[] => {
      const { span } = stage.from;
      const build = (title: string, command: CodeLens['command'], name?: string): CodeLens => ({
        span,
        title,
        command,
        stage: name,
        at: undefined,
      });
      if (stage !== model.target)
        return [build(say`Build this stage`, lensCommands.build, stage.name ?? String(stage.index))];
      const { verdict } = model;
      const at = (verdict.problem?.span ?? startInstruction(model)?.span ?? span).start;
      return [
        { ...build(capitalise(verdictLabel(verdict)), lensCommands.showVerdict), at },
        build(say`Build`, lensCommands.build),
        build(say`Build and run`, lensCommands.buildAndRun),
        build(say`Build multi-arch`, lensCommands.buildMultiArch),
      ];
    })
    .filter(({ command }) => offered.has(command));
}
