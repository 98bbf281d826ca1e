import type { Instruction } from '../dockerfile/instruction';

/** What of a shell stands where an instruction should: a command, an assignment, the rest of the RUN above. */
export type ShellKind = 'continues' | 'assignment' | 'command';

/** Whether the shell command of the RUN above goes on with this word: only the line break between them is not escaped. */
function isContinued(run: Instruction, word: string): boolean {
  return operators.has(word) || /(?:&&|\|\|?)\s*$/.test(run.argument.text);
}

const operators: ReadonlySet<string> = new Set(['&&', '||', '|', ';']);

function kindOf(word: string): Exclude<ShellKind, 'continues'> | undefined {
  if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)) return 'assignment';
  return commands.has(word.toLowerCase()) || /^\.{0,2}\/\S/.test(word) ? 'command' : undefined;
}

/** What people write as an instruction.. */
const commands: ReadonlySet<string> = new Set(
  (
    'export unset set source . cd pwd ls echo printf cat cp mv rm mkdir rmdir touch ln chmod chown test [ if for while ' +
    'sh bash ash env exec eval sudo su time which sleep true false tar unzip gzip sed awk grep find install ' +
    'curl wget git make cmake gcc npm yarn pnpm pip pip3 python python3 node apk apt apt-get dpkg yum dnf microdnf tdnf zypper ' +
    'go gofmt xx-go xx-apk xx-apt-get instgo goreleaser protoc buf swag templ sqlc mockgen golangci-lint upx strip ' +
    'adduser addgroup useradd groupadd usermod passwd update-ca-certificates ldconfig setcap systemctl service docker'
  ).split(' '),
);

/**
 * What an unknown instruction is, by its first word and the instruction before it; undefined if it is none of a shell's, but
 * perhaps a misspelt name.
 */
export function shellKindOf(word: string, previous: Instruction | undefined): ShellKind | undefined {
  return previous?.kind === 'RUN' && isContinued(previous, word) ? 'continues' : kindOf(word);
}
