import type { LinkerFlags } from '../golang/types';
import { say } from '../text/say';

/** What each linker flag in -ldflags does, as a Markdown list. Source: `go tool link -help` and cmd/link's documentation. */
export function describeLinkerFlags(flags: LinkerFlags): string {
  const rows: string[] = [];
  if (flags.stripsSymbols)
    rows.push(
      say`- \`-s\` leaves out the symbol table, and DWARF with it: a smaller binary, which agents that read symbols cannot look into`,
    );
  if (flags.stripsDwarf) rows.push(say`- \`-w\` leaves out DWARF: a smaller binary without line numbers for debuggers`);
  if (flags.linkmode === 'external')
    rows.push(
      say`- \`-linkmode external\` lets gcc link: dynamic unless gcc is told \`-static\`, and an error with cgo off since Go 1.22`,
    );
  if (flags.linkmode === 'internal') rows.push(say`- \`-linkmode internal\`: Go links by itself`);
  if (flags.extldflags.length > 0)
    rows.push(
      say`- \`-extldflags ${flags.extldflags.join(' ')}\` goes to gcc, and is ignored whenever Go links by itself`,
    );
  for (const definition of flags.definitions) rows.push(say`- \`-X ${definition}\` sets a string variable`);
  if (flags.linkshared) rows.push(say`- \`-linkshared\` links against libstd.so, which the final image then needs`);
  return [say`**-ldflags**: flags for Go’s linker.`, ...(rows.length > 0 ? ['', ...rows] : [])].join('\n');
}
