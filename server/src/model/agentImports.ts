import { evidence, isSettled, presumed } from '../facts/fact';
import type { GoCommand, ProgramFacts } from '../golang/types';
import { say } from '../text/say';

/** What rewrites the program it compiles, so that it reports to a server. */
const agents: ReadonlySet<string> = new Set(['instgo', 'otel', 'otelc', 'orchestrion']);

/**
 * The program with what such a tool compiles into it: the exporters use net, whatever the program does. The tool of loongsuite-go
 * writes a file that imports them even where no rule matches (tool/preprocess/add.go, newDeps); that of OpenTelemetry does where one
 * matches (tool/internal/setup/add.go); instgo is not open, and reports over the network.
 */
export function withAgentImports(
  program: ProgramFacts | undefined,
  { front, verb }: GoCommand,
): ProgramFacts | undefined {
  if (!program || !front || !agents.has(front.name) || (verb !== 'build' && verb !== 'install')) return program;
  const { cgo } = program;
  if (!isSettled(cgo) || cgo.value.standard.has('net')) return program;
  const use = { ...cgo.value, standard: new Set([...cgo.value.standard, 'net' as const]) };
  const says = say`what ${front.name} compiles into it presumably uses net`;
  return { ...program, cgo: presumed(use, ...cgo.because, evidence(front.span, says)) };
}
