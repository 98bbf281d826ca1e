import { isSettled, known } from '../facts/fact';
import { refused, type StartError } from '../facts/startErrors';
import { verbatim } from '../dockerfile/logicalText';
import { execute } from '../shell/execute';
import type { ExecutedCommand } from '../shell/execution';
import { parseScript } from '../shell/parse';
import type { Script, SimpleCommand, Statement } from '../shell/script';
import { say } from '../text/say';
import type { Span } from '../text/span';
import type { Stage } from './buildModel';
import { baseName } from './copy';
import { lookUp } from './files';
import { shellAbsent } from './shells';
import { hooksOf, restsOnUnset, shellStateOf } from './startInShell';
import { settledWords } from './startWords';

/** What the kernel and the shell make of an entry script, as far as its text tells. */
export type ScriptCheck =
  | {
      readonly kind: 'fails';
      readonly printed: StartError;
      readonly says: string;
      readonly details: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'unknown'; readonly says: string }
  /** The script ends by starting these words; `shell` is the file name of its interpreter. */
  | {
      readonly kind: 'continues';
      readonly command: ExecutedCommand;
      readonly words: readonly string[];
      readonly shell: string;
    };

/** How a script is started. */
export interface ScriptCall {
  readonly path: string;
  readonly arguments: readonly string[];
  /** The shell that starts it: what the kernel does not know how to run, a shell runs itself (POSIX.1, 2.9.1.6). */
  readonly shell?: string | undefined;
}

/**
 * Reads the `#!` line as the kernel does (binfmt_script: up to the line feed, so that a carriage return becomes part of
 * the interpreter's name) and finds out what the script starts in the end: `exec "$@"`, or `exec /app "$@"`.
 */
export function checkScript(stage: Stage, text: string, call: ScriptCall): ScriptCheck {
  const { path } = call;
  const [firstLine = ''] = text.split('\n', 1);
  const shebang = /^#![ \t]*([^ \t\r\n]+)([ \t]+[^\r\n]*)?(\r)?$/.exec(firstLine);
  if (!firstLine.startsWith('#!')) {
    if (call.shell !== undefined) return lastCommand(stage, text, call, call.shell);
    return {
      kind: 'fails',
      printed: refused('format', path),
      says: say`the script has no #! line, so the kernel does not know what runs it`,
      details: { cause: 'shebang' },
    };
  }
  if (!shebang) return { kind: 'unknown', says: say`its #! line cannot be read` };
  const interpreter = shebang[1] ?? '';
  const argument = shebang[2]?.trim() ?? '';
  if (shebang[3] !== undefined && argument === '') {
    return {
      kind: 'fails',
      printed: refused('loader-or-interpreter-absent', path),
      says: say`the #! line ends in CR LF, so the kernel looks for an interpreter whose name ends in a carriage return`,
      details: { cause: 'crlf', interpreter },
    };
  }
  const missing = shellAbsent(stage, interpreter);
  if (missing) {
    return {
      kind: 'fails',
      printed: refused('loader-or-interpreter-absent', path),
      says: say`the script's interpreter ${interpreter} is not in the image`,
      details: { cause: 'interpreter', interpreter },
    };
  }
  if (interpreter === '/usr/bin/env' && /^[\w.-]+$/.test(argument)) {
    const says =
      shebang[3] !== undefined
        ? say`the #! line ends in CR LF, so env looks for a program whose name is ${argument} and a carriage return`
        : say`env finds no ${argument} in the image`;
    if (shebang[3] !== undefined || shellMissing(stage, argument)) {
      const error =
        stage.image.distribution === 'alpine' || stage.image.distribution === 'busybox'
          ? `env: can't execute '${argument}': No such file or directory`
          : `/usr/bin/env: '${argument}${shebang[3] === undefined ? '' : '\\r'}': No such file or directory`;
      const cause = shebang[3] === undefined ? 'interpreter' : 'crlf';
      return { kind: 'fails', printed: { error }, says, details: { cause, interpreter: argument } };
    }
  }
  if (shebang[3] !== undefined && /\/(ba|da|a)?sh$/.test(interpreter)) {
    return {
      kind: 'fails',
      printed: { error: 'illegal option -' },
      says: say`the #! line ends in CR LF, so ${interpreter} takes the carriage return for an option`,
      details: { cause: 'crlf', interpreter },
    };
  }
  if (!/sh$/.test(interpreter) && !/\bsh\b|bash|\bash\b|dash/.test(shebang[2] ?? ''))
    return { kind: 'unknown', says: say`it is no shell script` };
  const shell = interpreter === '/usr/bin/env' ? (argument.split(/\s+/).at(-1) ?? '') : baseName(interpreter);
  return lastCommand(stage, text, call, shell);
}

/** Whether a shell that env looks for surely is in no directory of PATH. */
function shellMissing(stage: Stage, name: string): boolean {
  const { shells } = stage.image;
  if (!/^(ba|da|a)?sh$/.test(name) || !isSettled(shells)) return false;
  if (shells.value.some((shell) => shell.endsWith(`/${name}`))) return false;
  const path = stage.imageEnvironment.get('PATH')?.value;
  if (!path || !isSettled(path) || stage.image.files !== 'system') return false;
  return path.value.split(':').every((directory) => {
    const found = lookUp(stage.files, `${directory}/${name}`);
    return found.state === 'absent' || (found.state === 'unknown' && found.span === undefined);
  });
}

/**
 * What the script starts in the end: what its last statement runs, or an `exec` behind which nothing runs any more. Its
 * branches are followed as far as its arguments, CMD, decide them.
 */
function lastCommand(stage: Stage, text: string, call: ScriptCall, shell: string): ScriptCheck {
  const script = parseScript(verbatim(text, 0));
  const last = script.statements[script.statements.length - 1];
  if (!last || script.errors.length > 0) return { kind: 'unknown', says: say`what the script starts cannot be read` };
  const state = {
    ...shellStateOf(stage),
    name: known(call.path),
    positional: call.arguments.map((word) => known(word)),
  };
  const execution = execute(script, state, hooksOf(stage));
  const { commands, errors } = execution;
  const started = commands.findLast(({ argv }) => argv.length > 0);
  const final = finalCommand(last);
  if (final && call.arguments.length === 0 && /^(?:exec )?"?\$@"?$/.test(final.words.map(({ raw }) => raw).join(' '))) {
    const isReached = started === undefined || !started.wrappers.some(({ name }) => name === 'exec');
    if (isReached)
      return { kind: 'unknown', says: say`the script starts what it is given, and no CMD gives it anything` };
  }
  if (!started || errors.length > 0) return { kind: 'unknown', says: say`what the script starts cannot be read` };
  const isFinal = final !== undefined && isInside(started.span, final.span);
  if (!isFinal && !(started.runs === 'always' && endsScript(script, last, started)))
    return { kind: 'unknown', says: say`what the script starts depends on its conditions` };
  const words = restsOnUnset(execution, started) ? undefined : settledWords(started);
  if (!words) return { kind: 'unknown', says: say`what the script starts is computed` };
  return { kind: 'continues', command: started, words: words.map(({ value }) => value), shell };
}

/** Whether nothing runs behind a command that runs for certain, although it is not the script's last one as it is written. */
function endsScript(script: Script, last: Statement, command: ExecutedCommand): boolean {
  if (command.wrappers.some(({ name }) => name === 'exec')) return true;
  if (last.kind === 'if' || last.kind === 'case' || last.kind === 'list') return isInside(command.span, last.span);
  // `main "$@"`: what the function runs stands above.
  const called = finalCommand(last)?.words[0]?.raw;
  return script.statements.some(
    (statement) => statement.kind === 'function' && statement.name === called && isInside(command.span, statement.span),
  );
}

function isInside(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function finalCommand(statement: Statement): SimpleCommand | undefined {
  if (statement.kind === 'command') return statement.words.length > 0 ? statement : undefined;
  if (statement.kind === 'list') {
    const end = statement.rest[statement.rest.length - 1];
    return end && end.operator === '&&' ? finalCommand(end.statement) : undefined;
  }
  return undefined;
}
