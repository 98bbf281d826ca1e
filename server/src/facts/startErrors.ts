/** Why nothing of a program runs. What is printed then differs between a container runtime and the shells. */
export type Refusal =
  /** A word with a slash that names nothing. */
  | 'absent'
  /** A word without a slash that no directory of PATH has. */
  | 'not-in-path'
  /** All that PATH has of that name is a file without execute bit. */
  | 'not-executable-in-path'
  /** All that PATH has of that name is a directory. */
  | 'directory-in-path'
  | 'directory'
  | 'permission'
  /** The program is there, and the loader or interpreter that it names is not. */
  | 'loader-or-interpreter-absent'
  /** The kernel knows no way to run the file, or none on this machine. */
  | 'format';

/** What is printed when nothing starts, and why, where it is one of the refusals that others word otherwise. */
export interface StartError {
  /** Undefined if it is not known. */
  readonly error: string | undefined;
  readonly refusal?: Refusal;
}

interface Wording {
  /** What runc says, for the word that names the program or the path that it was found at. */
  readonly runtime: (word: string) => string;
  /** What dash and BusyBox's ash say behind the word; undefined if that is not known. */
  readonly dash: string | undefined;
  /** What bash says; undefined where that depends on its version, and on `exec` in front of the word. */
  readonly bash: string | undefined;
}

/**
 * The runtime looks for the program as Go's os/exec does (lp_unix.go: lookPath, findExecutable; exec.go: Error), and names
 * the call with which it becomes the program (runc: libcontainer/system/linux.go, Exec). dash and BusyBox share their search
 * (dash: src/exec.c; BusyBox: shell/ash.c; find_command, shellexec) and its words (errmsg: "not found" for ENOENT, else
 * those of the C library). For bash: execute_cmd.c, shell_execve, and findcmd.c, find_user_command_internal.
 */
const wordings: Readonly<Record<Refusal, Wording>> = {
  // findExecutable: os.Stat fails.
  absent: {
    runtime: (word) => `exec: "${word}": stat ${word}: no such file or directory`,
    dash: 'not found',
    bash: undefined,
  },
  // lookPath: ErrNotFound. bash: "command not found", and "not found" behind exec.
  'not-in-path': {
    runtime: (word) => `exec: "${word}": executable file not found in $PATH`,
    dash: 'not found',
    bash: undefined,
  },
  // lookPath passes over the file. The shells do not (find_command: "if we fail, this will be the error"; FS_EXEC_PREFERRED).
  'not-executable-in-path': {
    runtime: (word) => `exec: "${word}": executable file not found in $PATH`,
    dash: 'Permission denied',
    bash: 'Permission denied',
  },
  // lookPath passes over it, and so does bash (FS_NODIRS); for find_command it is as above.
  'directory-in-path': {
    runtime: (word) => `exec: "${word}": executable file not found in $PATH`,
    dash: 'Permission denied',
    bash: undefined,
  },
  // findExecutable: EISDIR. The kernel says EACCES, which bash alone puts otherwise (file_isdir).
  directory: {
    runtime: (word) => `exec: "${word}": is a directory`,
    dash: 'Permission denied',
    bash: 'Is a directory',
  },
  // findExecutable: access(2) says EACCES.
  permission: {
    runtime: (word) => `exec: "${word}": permission denied`,
    dash: 'Permission denied',
    bash: 'Permission denied',
  },
  // Kernel: fs/binfmt_elf.c and fs/binfmt_script.c, open_exec says ENOENT. bash: "cannot execute: required file not found" since 5.2.
  'loader-or-interpreter-absent': {
    runtime: (word) => `exec ${word}: no such file or directory`,
    dash: 'not found',
    bash: undefined,
  },
  // Kernel: fs/exec.c, search_binary_handler says ENOEXEC. Shells read the file as a script then, and complain of what they read.
  format: {
    runtime: (word) => `exec ${word}: exec format error`,
    dash: undefined,
    bash: undefined,
  },
};

/** What a container runtime prints: `exec: "app": executable file not found in $PATH`. */
export function runtimeError(refusal: Refusal, word: string): string {
  return wordings[refusal].runtime(word);
}

/** The same, together with why. */
export function refused(refusal: Refusal, word: string): StartError {
  return { error: runtimeError(refusal, word), refusal };
}

/**
 * What a shell prints behind its own name and the line: `app: not found`. Undefined if that is not known.
 * @param shell its file name: `sh`, `ash`, `dash`, `bash` …
 * @param word how the shell calls the program
 */
export function shellError(refusal: Refusal, shell: string, word: string): string | undefined {
  const { dash, bash } = wordings[refusal];
  const said = shell === 'bash' ? bash : shell === 'zsh' || shell === 'ksh' ? undefined : dash;
  return said === undefined ? undefined : `${word}: ${said}`;
}
