import { isSettled } from '../facts/fact';
import { refused, type StartError } from '../facts/startErrors';
import { verbatim } from '../dockerfile/logicalText';
import { parseScript } from '../shell/parse';
import type { SimpleCommand, Statement } from '../shell/script';
import { say } from '../text/say';
import type { Stage } from './buildModel';
import { lookUp } from './files';
import { shellAbsent } from './shells';

/** What the kernel and the shell make of an entry script, as far as its text tells. */
export type ScriptCheck =
  | {
      readonly kind: 'fails';
      readonly printed: StartError;
      readonly says: string;
      readonly details: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'unknown'; readonly says: string }
  /** The script ends by starting its arguments, or words of its own. */
  | { readonly kind: 'continues'; readonly next: 'arguments' | readonly string[]; readonly passesArguments: boolean };

/**
 * Reads the `#!` line as the kernel does (binfmt_script: up to the line feed, so that a carriage return becomes part of
 * the interpreter's name) and finds out what the script starts in the end: `exec "$@"`, or `exec /app "$@"`.
 */
export function checkScript(stage: Stage, text: string, path: string): ScriptCheck {
  const [firstLine = ''] = text.split('\n', 1);
  const shebang = /^#![ \t]*([^ \t\r\n]+)([ \t]+[^\r\n]*)?(\r)?$/.exec(firstLine);
  if (!firstLine.startsWith('#!')) {
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
  return lastCommand(text);
}

/** Whether a shell that env looks for surely is in no directory of PATH. */
function shellMissing(stage: Stage, name: string): boolean {
  const { shells } = stage.image;
  if (!/^(ba|da|a)?sh$/.test(name) || !isSettled(shells)) return false;
  if (shells.value.some((shell) => shell.endsWith(`/${name}`))) return false;
  const path = stage.environment.get('PATH')?.value;
  if (!path || !isSettled(path) || stage.image.files !== 'system') return false;
  return path.value.split(':').every((directory) => {
    const found = lookUp(stage.files, `${directory}/${name}`);
    return found.state === 'absent' || (found.state === 'unknown' && found.span === undefined);
  });
}

function lastCommand(text: string): ScriptCheck {
  const script = parseScript(verbatim(text, 0));
  const last = script.statements[script.statements.length - 1];
  if (!last || script.errors.length > 0) return { kind: 'unknown', says: say`what the script starts cannot be read` };
  const command = finalCommand(last);
  if (!command) return { kind: 'unknown', says: say`what the script starts depends on its conditions` };
  const words = command.words.map((word) => word.raw);
  const started = words[0] === 'exec' ? words.slice(1) : words;
  if (started[0] === '"$@"' || started[0] === '$@')
    return { kind: 'continues', next: 'arguments', passesArguments: true };
  const literal: string[] = [];
  let passesArguments = false;
  for (const word of command.words.slice(words[0] === 'exec' ? 1 : 0)) {
    if (word.raw === '"$@"' || word.raw === '$@') {
      passesArguments = true;
      continue;
    }
    if (!word.parts.every((part) => part.kind === 'literal')) {
      if (literal.length === 0) return { kind: 'unknown', says: say`what the script starts is computed` };
      continue;
    }
    literal.push(word.parts.map((part) => (part.kind === 'literal' ? part.text : '')).join(''));
  }
  if (literal.length === 0) return { kind: 'unknown', says: say`what the script starts cannot be read` };
  return { kind: 'continues', next: literal, passesArguments };
}

function finalCommand(statement: Statement): SimpleCommand | undefined {
  if (statement.kind === 'command') return statement.words.length > 0 ? statement : undefined;
  if (statement.kind === 'list') {
    const end = statement.rest[statement.rest.length - 1];
    return end && end.operator === '&&' ? finalCommand(end.statement) : undefined;
  }
  return undefined;
}
