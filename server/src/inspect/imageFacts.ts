import { compareVersions } from '../facts/libc';
import { runtimeError } from '../facts/startErrors';
import type { Executable } from './executable';
import type { ImageFiles } from './fileSystem';
import type { ImageConfig } from './layout';
import type { Started } from './startedFile';

/** Whether what the image starts can start there, as far as files tell. */
export interface StartCheck {
  /** 'runs': nothing in the files speaks against it. */
  readonly outcome: 'runs' | 'fails-to-start' | 'unknown';
  /** As the user would see it. */
  readonly error: string | null;
  readonly because: string;
}

/** Where Go looks for certificates: golang/go src/crypto/x509/root_linux.go (certFiles, certDirectories). */
const certificateFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const certificateFolders = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** Where Go looks for time zones: golang/go src/time/zoneinfo_unix.go (platformZoneSources). */
const zoneFolders = ['/usr/share/zoneinfo', '/usr/share/lib/zoneinfo', '/usr/lib/locale/TZ', '/etc/zoneinfo'];

/** The file or folder with CA certificates that a Go program finds first; null if there is none. */
export function caCertificatesIn(files: ImageFiles): string | null {
  const file = certificateFiles.find((path) => {
    const node = files.find(path)?.node;
    return node?.type === 'file' && node.size > 0;
  });
  if (file !== undefined) return file;
  return certificateFolders.find((path) => (files.find(path)?.node.children?.size ?? 0) > 0) ?? null;
}

/** The folder of the time zones; null if there is none. */
export function timeZonesIn(files: ImageFiles): string | null {
  return zoneFolders.find((path) => (files.find(path)?.node.children?.size ?? 0) > 0) ?? null;
}

/** Names of /etc/passwd in its order. */
export function userNames(passwd: string): readonly string[] {
  return passwd.split('\n').flatMap((line) => /^([^:#\s][^:]*):[^:]*:\d+:/.exec(line)?.[1] ?? []);
}

/** Places where glibc's library may be, of which one is there: its own version is what it offers. */
export function libcPlaces(files: ImageFiles): readonly string[] {
  const folders = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'];
  const multiarch = ['/lib', '/usr/lib'].flatMap((folder) =>
    [...(files.find(folder)?.node.children?.keys() ?? [])]
      .filter((name) => name.includes('-linux-'))
      .map((name) => `${folder}/${name}`),
  );
  return [...folders, ...multiarch].map((folder) => `${folder}/libc.so.6`);
}

interface Situation {
  readonly config: ImageConfig;
  readonly files: ImageFiles;
  readonly started: Started;
  readonly executable: Executable | undefined;
  /** Version of the image's glibc, if it has one and it could be read. */
  readonly glibc: string | undefined;
  /** Undefined: there is no /etc/passwd. */
  readonly users: readonly string[] | undefined;
}

/** Asks what the kernel and the loader ask. */
export function checkStart(situation: Situation): StartCheck {
  const { config, started, executable } = situation;
  if (started.kind === 'nothing') {
    return started.error === null
      ? { outcome: 'unknown', error: null, because: started.says }
      : fails(started.error, started.says);
  }
  const [user = ''] = config.user.split(':');
  if (user !== '' && !/^\d+$/.test(user) && user !== 'root' && !situation.users?.includes(user)) {
    return fails(
      `unable to find user ${user}: no matching entries in passwd file`,
      `the container starts as ${user}, which /etc/passwd does not name`,
    );
  }
  if (started.kind !== 'file' || !executable) return unknown('what is started could not be read');
  const { path } = started.file;
  if (executable.truncated) return unknown(`${path} is cut off: it ends before what its headers name`);
  switch (executable.format) {
    case 'elf':
      return checkElf(situation, executable, started.word.startsWith('/') ? started.word : path);
    case 'script': {
      const [interpreter = ''] = (executable.interpreter ?? '').split(/\s+/);
      return situation.files.find(interpreter)
        ? { outcome: 'unknown', error: null, because: `${path} is a script, and what it does is not followed` }
        : fails(
            runtimeError('loader-or-interpreter-absent', path),
            `${path} is a script for ${interpreter}, which is not in the image`,
          );
    }
    case 'pe':
    case 'mach-o':
    case 'mach-o-fat':
    case 'archive':
    case 'empty':
      return fails(runtimeError('format', path), `${path} is no program for ${config.os}`);
    case 'wasm':
    case 'other':
      return unknown(`the format of ${path} is not known`);
  }
}

function checkElf({ config, files, glibc }: Situation, executable: Executable, path: string): StartCheck {
  const { goarch, interpreter } = executable;
  if (goarch !== null && goarch !== config.architecture) {
    // 386 programs run on amd64 kernels, and arm programs on many arm64 ones.
    if (config.architecture === 'arm64' && goarch === 'arm') return unknown('arm programs run on some arm64 machines');
    if (!(config.architecture === 'amd64' && goarch === '386'))
      return fails(runtimeError('format', path), `it is built for ${goarch}, the image is for ${config.architecture}`);
  }
  if (executable.type === 'shared-library' || executable.type === 'relocatable' || executable.type === 'core')
    return unknown(`${path} is a library, not a program`);
  if (interpreter === null) return runs('it is linked statically, and needs nothing of the image');
  const loader = files.find(interpreter);
  if (!loader)
    return fails(runtimeError('loader-or-interpreter-absent', path), `its loader ${interpreter} is not in the image`);
  // libc6-compat and the like put musl's loader, or a program of their own, in the place of glibc's.
  if (executable.libc === 'glibc' && /musl|gcompat/.test(loader.path))
    return unknown(`${interpreter} of the image is a stand-in for glibc`);
  const isMusl = executable.libc === 'musl';
  const missing = executable.needed.find((name) => !(isMusl && /^libc\.(so|musl-)/.test(name)) && !files.hasName(name));
  if (missing !== undefined) {
    return fails(
      isMusl
        ? `Error loading shared library ${missing}: No such file or directory (needed by ${path})`
        : `${path}: error while loading shared libraries: ${missing}: cannot open shared object file: No such file or directory`,
      `${missing} is not in the image`,
    );
  }
  if (executable.glibc !== null && glibc !== undefined && compareVersions(executable.glibc, glibc) > 0) {
    return fails(
      `version \`GLIBC_${executable.glibc}' not found (required by ${path})`,
      `it needs glibc ${executable.glibc}, the image has ${glibc}`,
    );
  }
  if (executable.glibc !== null && glibc === undefined && executable.libc === 'glibc')
    return unknown('the version of glibc in the image could not be read');
  return runs(`the loader ${interpreter} and the libraries it needs are in the image`);
}

function runs(because: string): StartCheck {
  return { outcome: 'runs', error: null, because };
}

function unknown(because: string): StartCheck {
  return { outcome: 'unknown', error: null, because };
}

function fails(error: string, because: string): StartCheck {
  return { outcome: 'fails-to-start', error, because };
}
