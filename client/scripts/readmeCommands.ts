/** A command that the README tells its readers to type. */
export interface ReadmeCommand {
  readonly command: string;
  /** Lines that it is shown to print, which may leave some out between them. */
  readonly shows: readonly string[];
}

/** How a release tries a command: in a container with the npm package, in a fresh clone, or not at all, for a reason. */
export type Trial =
  | { readonly kind: 'container'; readonly shows: readonly string[]; readonly command: string }
  | { readonly kind: 'clone'; readonly command: readonly string[] }
  | { readonly kind: 'elsewhere'; readonly reason: string };

/** The commands in the blocks of code: behind `$ ` with what they print, and each line of a block for a shell. */
export function readmeCommands(readme: string): readonly ReadmeCommand[] {
  return [...readme.matchAll(/^```(sh|text)\n(.*?)^```$/gms)].flatMap(([, language, block = '']) => {
    const lines = block.trimEnd().split('\n');
    if (language === 'sh') return lines.map((command) => ({ command, shows: [] }));
    return lines.flatMap((line, index) => {
      if (!line.startsWith('$ ')) return [];
      const rest = lines.slice(index + 1);
      const next = rest.findIndex((other) => other.startsWith('$ '));
      return [{ command: line.slice(2), shows: next < 0 ? rest : rest.slice(0, next) }];
    });
  });
}

/** What is tried of a command of the README; undefined if nobody has said how, so that a new one is not forgotten. */
export function trialsOf({ command, shows }: ReadmeCommand): readonly Trial[] | undefined {
  if (/^go-dockerfile (?:check|explain) examples\/[\w./-]+$/.test(command))
    return [{ kind: 'container', command, shows }];
  if (command === 'go-dockerfile inspect --dockerfile Dockerfile shop:dev')
    return [
      { kind: 'elsewhere', reason: 'needs an image that was built: the engine tests compare prediction and image' },
    ];
  // The windows and the tests that come then are no part of this: `npm test` is a step of its own before a release.
  const [, last] = /^npm ci && (npm start|npm test)$/.exec(command) ?? [];
  if (last === undefined) return undefined;
  const reason =
    last === 'npm test' ? 'is run before the release check' : 'opens VS Code; what it starts with is built';
  return [
    { kind: 'clone', command: ['npm', 'ci', '--no-audit', '--no-fund'] },
    { kind: 'clone', command: ['npm', 'run', 'build'] },
    { kind: 'elsewhere', reason: `${last} ${reason}` },
  ];
}

/** The first line that was to be printed, in this order, and was not; undefined if all were. */
export function missingLine(printed: string, shows: readonly string[]): string | undefined {
  const lines = printed.split('\n');
  let from = 0;
  return shows.find((shown) => {
    const found = lines.indexOf(shown, from);
    from = found + 1;
    return found < 0;
  });
}
