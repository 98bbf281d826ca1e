import { evidence, type Fact } from '../facts/fact';
import type { PlainInstruction } from '../dockerfile/instruction';
import { say } from '../text/say';
import { restsOnArg } from './accounts';
import type { EnvironmentEntry, Problem } from './buildModel';

/** Signals of Linux by name, without SIG (moby/sys: signal/signal_linux.go, SignalMap). */
export const signalNames: readonly string[] = [
  ...(
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU ' +
    'URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'
  ).split(' '),
  ...Array.from({ length: 15 }, (_, index) => `RTMIN+${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `RTMAX-${index + 1}`),
];

const names: ReadonlySet<string> = new Set(signalNames);

/**
 * A STOPSIGNAL that BuildKit refuses: neither a number but 0 nor a name of the table, in whatever case, with or without SIG
 * (dispatchStopSignal; moby/sys: signal/signal.go, ParseSignal). Whoever writes it with an ARG may give another value.
 */
export function stopSignalProblem(
  instruction: PlainInstruction,
  signal: Fact<string>,
  stage: { readonly index: number; readonly environment: ReadonlyMap<string, EnvironmentEntry> },
  text: string,
): Problem | undefined {
  const [word] = instruction.words;
  if (!word || signal.certainty !== 'known' || restsOnArg(text, word.span, stage.environment)) return undefined;
  const { value } = signal;
  const isNumber = /^[-+]?\d+$/.test(value);
  if (isNumber ? Number(value) !== 0 : names.has(value.toUpperCase().replace(/^SIG/, ''))) return undefined;
  return {
    kind: 'build-error',
    phase: 'build',
    certainty: 'known',
    stage: stage.index,
    span: word.span,
    error: `invalid signal: ${value}`,
    because: [evidence(word.span, say`${value} is no signal`)],
    details: { source: 'dockerfile', signal: value },
  };
}
