import type { CpuInfo } from 'node:os';
import { writeFileSync } from 'node:fs';

/** Cells of a table; the first says what the row is about. */
export type Row = readonly string[];

export interface Section {
  readonly title: string;
  readonly columns: Row;
  readonly rows: readonly Row[];
}

/** Where it was measured: figures without it say nothing. */
export function machineOf({
  platform,
  arch,
  cpus,
}: {
  readonly platform: string;
  readonly arch: string;
  readonly cpus: readonly CpuInfo[];
}): string {
  return `${cpus.length} cores (${(cpus[0]?.model ?? 'unknown').trim()}), ${platform}/${arch}, Node ${process.versions.node}`;
}

export function writePage(path: string, sections: readonly Section[], machine: string): void {
  const tables = sections.map(
    ({ title, columns, rows }) => `## ${title}\n\n${table([columns, columns.map(() => '---'), ...rows])}`,
  );
  const text = `# Performance

Written by \`npm run package && npm run bench -- --update\` on ${machine}. Everything is measured from outside: processes by the
clock, the language servers over the protocol, as an editor speaks it. Medians, unless a column says 95 %; a ratio is ours to the
other's, so that less is better. The two servers are started in turns, and get the same documents; strokes and memory are measured
with one server after the other. No key is struck before the diagnostics of the last one are there. Diagnostics are asked for where a server answers to that, as VS Code does, and awaited where
it sends them by itself.

The other server checks the syntax of Dockerfiles. Ours reads the Go module beside the file too, asks its rules, and decides
whether the program starts. The key is struck in the middle of the document, behind a step on which all that follows depends.

While someone types, V8 gives new objects more room and never takes it back; our server limits that room, and has V8 give back what
is free once nobody types any more (\`server/src/host/giveMemoryBack.ts\`). Some 43 MB of each figure are Node's own executable, which all processes of it share.

No goal was changed for a figure; which of them are not reached is said beside each.

${tables.join('\n\n')}
`;
  writeFileSync(path, text);
}

function table(rows: readonly Row[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
