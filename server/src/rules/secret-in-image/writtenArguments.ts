import type { ExecutedCommand } from '../../shell/execution';
import type { LogicalText } from '../../dockerfile/logicalText';
import { toSource } from '../../dockerfile/logicalText';
import { valueOf } from '../../facts/fact';
import type { Step } from '../../model/buildModel';
import { say } from '../../text/say';
import { contains, type Span } from '../../text/span';
import { isSecretName } from './secretText';

/** A build argument that an instruction writes, as a password, to a place that outlives the build. */
export interface WrittenArgument {
  readonly name: string;
  /** The word that holds it. */
  readonly span: Span;
  readonly declared: Span;
  /** The file, as messages name it; undefined for ENV. */
  readonly into: string | undefined;
}

/** `https://${USER}:${TOKEN}@host`, `https://$TOKEN@host`: the variable in the place of the password. */
const inAddress = /\bhttps?:\/\/[^\s/@'"]*?\$\{?(\w+)\}?(?::(?:x-oauth-basic|x)?)?@/;

/** The same, to the end of the address. */
const addresses = new RegExp(`${inAddress.source}[^\\s'"]*`, 'g');

/** `machine host login name password $TOKEN`, whatever breaks the lines. */
const inNetrc = /\bmachine\b[^|&;]{0,1000}\bpassword(?:\s|\\n|\\t)+"?\$\{?(\w+)/;

/**
 * Build arguments that end as passwords in ENV, in git's configuration or in a .netrc file. The file is gone if the same
 * RUN removes it; `docker history` shows build arguments with each RUN all the same, so that only what is not shipped gets off.
 */
export function writtenArguments(step: Step, shipped: boolean): readonly WrittenArgument[] {
  const { instruction } = step;
  if (instruction.kind === 'ENV') {
    return instruction.pairs.flatMap(({ value, span }) =>
      written(step, inAddress.exec(value.raw)?.[1], span, undefined),
    );
  }
  if (instruction.kind !== 'RUN' || !instruction.script) return [];
  const { text } = instruction.script;
  if (!/\$/.test(text) || !/insteadof|netrc|git-credentials/i.test(text)) return [];
  const undone = !shipped && /\brm\s[^&;|]{0,1000}(?:netrc|gitconfig|git-credentials)|--unset/.test(text);
  if (undone) return [];
  return [...inGitConfiguration(step, instruction.script), ...inCredentialFile(step, instruction.script)];
}

function inGitConfiguration(step: Step, script: LogicalText): readonly WrittenArgument[] {
  const configuring = (step.execution?.commands ?? []).filter(isGitConfig);
  if (configuring.length === 0) return [];
  return [...script.text.matchAll(addresses)].flatMap(({ 0: address, 1: name, index }) => {
    const span = toSource(script, { start: index, end: index + address.length });
    const isWithin = configuring.some((command) => contains(command.span, span));
    return isWithin ? written(step, name, span, say`git's configuration`) : [];
  });
}

/** `git config url.….insteadOf`, which writes; not the likes of `--unset` and `--get`. */
function isGitConfig({ argv }: ExecutedCommand): boolean {
  const words = argv.map(({ value, word }) => valueOf(value) ?? word?.raw ?? '');
  return words[0] === 'git' && words.includes('config') && !words.some((word) => /^--(?:unset|get|list)/.test(word));
}

function inCredentialFile(step: Step, script: LogicalText): readonly WrittenArgument[] {
  const found = /netrc/.test(script.text) ? inNetrc.exec(script.text) : null;
  if (found) {
    const end = found.index + found[0].length;
    const start = script.text.lastIndexOf('$', end);
    const close = script.text[end] === '}' ? 1 : 0;
    return written(step, found[1], toSource(script, { start, end: end + close }), say`a .netrc file`);
  }
  const stored = /git-credentials/.test(script.text) ? inAddress.exec(script.text) : null;
  if (!stored) return [];
  const span = { start: stored.index, end: stored.index + stored[0].length };
  return written(step, stored[1], toSource(script, span), say`a .git-credentials file`);
}

/** Variables that the RUN's secrets bring are not in the stage's environment, and those of the image no build argument. */
function written(
  step: Step,
  name: string | undefined,
  span: Span,
  into: string | undefined,
): readonly WrittenArgument[] {
  const entry = name === undefined ? undefined : step.environment.get(name);
  if (name === undefined || entry?.span === undefined || (entry.source !== 'ARG' && entry.source !== 'ENV')) return [];
  if (step.mounts.some(({ type, options }) => type === 'secret' && options['env'] === name)) return [];
  if (!isSecretName(name) && !/PAT$|PASS$|PWD$|CRED|AUTH/i.test(name)) return [];
  // A stopgap in an ENV does no harm; the default of an ARG says nothing of what it is given.
  if (entry.source === 'ENV' && entry.value.certainty !== 'unknown') return [];
  return [{ name, span, declared: entry.span, into }];
}
