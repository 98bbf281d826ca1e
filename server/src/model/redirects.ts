import { valueOf } from '../facts/fact';
import type { ExecutedCommand } from '../shell/execution';
import { say } from '../text/say';
import { writeFile } from './commandFiles';
import { commandName, operands, pathOf } from './commandWords';
import { lookUp } from './files';
import { writeLayer, type StageState } from './stageState';

/** Each file that is written is one more to look through. */
const mostRedirects = 100;

/** The files that `> file` writes, whatever command writes them. */
export function applyRedirects(state: StageState, command: ExecutedCommand): void {
  const { redirects } = command;
  const text = textWritten(command);
  if (redirects.length > mostRedirects)
    writeLayer(state, {
      kind: 'opaque',
      path: '/',
      span: command.span,
      says: say`this command writes more files than are followed`,
    });
  for (const redirect of redirects.slice(0, mostRedirects)) {
    if (!redirect.operator.startsWith('>') && redirect.operator !== '&>') continue;
    if (!redirect.path) continue;
    const path = pathOf(command, redirect.path);
    if (path === undefined) {
      writeLayer(state, {
        kind: 'opaque',
        path: '/',
        span: redirect.span,
        says: say`where this is written cannot be told`,
      });
      continue;
    }
    if (path.startsWith('/dev/')) continue;
    const before = lookUp(state.files, path);
    const kept = before.state === 'entry' && before.entry.kind === 'file' ? before.entry.executable : false;
    writeLayer(state, {
      kind: 'entry',
      path,
      entry: {
        kind: 'file',
        span: command.span,
        executable: kept,
        ...(text !== undefined && redirect.operator !== '>>' && { text }),
      },
    });
  }
  if (commandName(command) === 'tee') {
    for (const operand of operands(command)) writeFile(state, command, operand.value, { executable: false });
  }
}

/** What `cat <<EOF >file` or `echo "text" >file` writes, if it can be told. */
function textWritten(command: ExecutedCommand): string | undefined {
  const name = commandName(command);
  const heredoc = command.redirects.find((redirect) => redirect.heredoc)?.heredoc;
  if (name === 'cat' && heredoc) return heredoc.quoted || !heredoc.text.includes('$') ? heredoc.text : undefined;
  if (name !== 'echo') return undefined;
  const words = command.argv.slice(1).map((argument) => valueOf(argument.value));
  if (words.some((word) => word === undefined)) return undefined;
  const escapes = words[0]?.startsWith('-') ? words[0].includes('e') : true;
  const text = words.filter((word, index) => index > 0 || !word?.startsWith('-')).join(' ');
  // dash and busybox read escapes in echo, bash does not: only text without any is certain.
  return escapes && text.includes('\\') ? undefined : `${text}\n`;
}
