import { valueOf } from '../facts/fact';
import type { ExecutedCommand } from '../shell/execution';
import type { Span } from '../text/span';
import { parseGoCommand } from './goCommand';
import type { GoCommand } from './types';

/** A command of one of OpenTelemetry's compile-time tools that changes the module it is run in. */
export interface Instrumenter {
  /** `otel` is that of alibaba/loongsuite-go, `otelc` that of open-telemetry/opentelemetry-go-compile-instrumentation. */
  readonly name: 'otel' | 'otelc';
  /** As messages name it: `otel go build`, `otelc setup`. */
  readonly title: string;
  /** The word that names the tool. */
  readonly span: Span;
  /** Undefined: `otelc setup` and `otelc pin`. */
  readonly go: GoCommand | undefined;
}

/** What each tool instruments: Preprocess in tool/preprocess of loongsuite-go, GoBuild in tool/internal/setup of otelc. */
const instruments: Readonly<Record<Instrumenter['name'], readonly string[]>> = {
  otel: ['build', 'install'],
  otelc: ['build', 'install', 'test'],
};

/**
 * Reads `otel go build`, `otelc go build`, `go tool otelc go build`, `otelc setup` and `otelc pin`. All of these write into
 * the folder they run in (`.otel-build`, `.otelc-build`), edit go.mod and run `go mod tidy`. A build with
 * `-toolexec='otelc toolexec'` only reads what `otelc setup` has left, so it is none of them.
 */
export function readInstrumenter(command: ExecutedCommand): Instrumenter | undefined {
  const words = command.argv.map(({ value }) => valueOf(value) ?? '');
  const names = words
    .slice(0, 3)
    .map((word) => word.slice(word.lastIndexOf('/') + 1).replace(/-linux-(?:amd64|arm64)$/, ''));
  const at = names[0] === 'go' && names[1] === 'tool' ? 2 : 0;
  const name = names[at];
  const word = command.argv[at];
  if (!word || (name !== 'otel' && name !== 'otelc')) return undefined;
  const go = parseGoCommand(command);
  if (go) {
    if (go.front?.via !== 'prefix' || !instruments[name].includes(go.verb)) return undefined;
    return { name, title: `${name} go ${go.verb}`, span: word.span, go };
  }
  const verb = words.slice(at + 1).find((text) => !text.startsWith('-'));
  if (name !== 'otelc' || (verb !== 'setup' && verb !== 'pin')) return undefined;
  return { name, title: `otelc ${verb}`, span: word.span, go: undefined };
}
