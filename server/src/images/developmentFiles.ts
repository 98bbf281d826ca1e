import type { ImageFacts } from './imageFacts';
import { closureOf, packageManagerOf, rowsByManager } from './packageTable';
import { ownValue } from '../text/ownValue';

/** What a program is built against a library with, by package manager; the header that such programs include. */
interface DevelopmentRow {
  readonly apk?: string;
  readonly apt?: string;
  readonly dnf?: string;
  readonly header?: string;
}

/**
 * Packages with the header, `libNAME.so` and `NAME.pc` of a library, by what follows `-l`.
 * Sources: file lists of Debian bookworm's and trixie's packages, Alpine's APKBUILDs (subpackages of main and community), Fedora's
 * package lists. Ubuntu names them as Debian does.
 */
const rows: Readonly<Record<string, DevelopmentRow>> = {
  sqlite3: { apk: 'sqlite-dev', apt: 'libsqlite3-dev', dnf: 'sqlite-devel', header: 'sqlite3.h' },
  z: { apk: 'zlib-dev', apt: 'zlib1g-dev', dnf: 'zlib-devel', header: 'zlib.h' },
  ssl: { apk: 'openssl-dev', apt: 'libssl-dev', dnf: 'openssl-devel', header: 'openssl/ssl.h' },
  crypto: { apk: 'openssl-dev', apt: 'libssl-dev', dnf: 'openssl-devel' },
  rdkafka: { apk: 'librdkafka-dev', apt: 'librdkafka-dev', dnf: 'librdkafka-devel', header: 'librdkafka/rdkafka.h' },
  pcap: { apk: 'libpcap-dev', apt: 'libpcap-dev', dnf: 'libpcap-devel', header: 'pcap.h' },
  seccomp: { apk: 'libseccomp-dev', apt: 'libseccomp-dev', dnf: 'libseccomp-devel', header: 'seccomp.h' },
  vips: { apk: 'vips-dev', apt: 'libvips-dev', header: 'vips/vips.h' },
  xml2: { apk: 'libxml2-dev', apt: 'libxml2-dev' },
  'usb-1.0': { apk: 'libusb-dev', apt: 'libusb-1.0-0-dev' },
  zmq: { apk: 'zeromq-dev', apt: 'libzmq3-dev', header: 'zmq.h' },
  czmq: { apk: 'czmq-dev', apt: 'libczmq-dev', header: 'czmq.h' },
  sodium: { apk: 'libsodium-dev', apt: 'libsodium-dev', header: 'sodium.h' },
  pcsclite: { apk: 'pcsc-lite-dev', apt: 'libpcsclite-dev' },
  systemd: { apt: 'libsystemd-dev' },
  opus: { apk: 'opus-dev', apt: 'libopus-dev' },
  asound: { apk: 'alsa-lib-dev', apt: 'libasound2-dev' },
  gpgme: { apk: 'gpgme-dev', apt: 'libgpgme-dev', header: 'gpgme.h' },
  devmapper: { apk: 'lvm2-dev', apt: 'libdevmapper-dev', header: 'libdevmapper.h' },
  magic: { apk: 'file-dev', apt: 'libmagic-dev', header: 'magic.h' },
  leveldb: { apk: 'leveldb-dev', apt: 'libleveldb-dev' },
  snappy: { apk: 'snappy-dev', apt: 'libsnappy-dev' },
  zstd: { apk: 'zstd-dev', apt: 'libzstd-dev', header: 'zstd.h' },
  lz4: { apk: 'lz4-dev', apt: 'liblz4-dev', header: 'lz4.h' },
  bz2: { apk: 'bzip2-dev', apt: 'libbz2-dev', header: 'bzlib.h' },
  pam: { apk: 'linux-pam-dev', apt: 'libpam0g-dev', header: 'security/pam_appl.h' },
  webp: { apk: 'libwebp-dev', apt: 'libwebp-dev' },
  pq: { apk: 'libpq-dev', apt: 'libpq-dev', header: 'libpq-fe.h' },
  virt: { apk: 'libvirt-dev', apt: 'libvirt-dev', header: 'libvirt/libvirt.h' },
  gmp: { apk: 'gmp-dev', apt: 'libgmp-dev', header: 'gmp.h' },
};

/** Images of which it is known that they bring none of these: those of distributions, and Go's own on buildpack-deps:scm. */
const bareFamilies: ReadonlySet<string> = new Set(['golang', 'debian', 'ubuntu', 'alpine', 'fedora']);

/**
 * Packages for development that bring nothing of the table along.
 * Source: Depends and Recommends in Debian bookworm; the C library's of Alpine and of Fedora.
 */
const withoutOthers = /^(?:libc6?-dev|libc6-dev-[a-z0-9-]+|linux-libc-dev|musl-dev|glibc-(?:dev|devel|headers))$/;

/** Packages that bring others' development files by what they depend on or recommend (clang: llvm-dev; npm: libnode-dev). */
const withOthers = /-(?:dev|devel|static|sdk)$|^(?:clang|llvm)(?:-\d+)?$|^(?:npm|protobuf-compiler)$/;

/** What is missing of a library, and the package that brings it. */
export interface MissingDevelopment {
  readonly package: string;
  readonly header: string | undefined;
}

/**
 * The package without which a program that names `-lNAME` cannot be built in the image. Undefined if it is there, or may be: a
 * package of unknown content, or for the development of something else, may have brought it.
 */
export function missingDevelopment(facts: ImageFacts, library: string): MissingDevelopment | undefined {
  const manager = packageManagerOf(facts);
  const row = ownValue(rows, library);
  if (row === undefined || manager === undefined || !isTold(facts)) return undefined;
  const name = manager === 'apk' ? row.apk : manager === 'apt' ? row.apt : row.dnf;
  if (name === undefined) return undefined;
  const installed = installedPackages(facts);
  const mayBring = [...installed].some((other) => withOthers.test(other) && !withoutOthers.test(other));
  return mayBring ? undefined : { package: name, header: row.header };
}

/** Whether all that has been installed is known. */
function isTold({ family, files, mayHaveOtherCompilers }: ImageFacts): boolean {
  return family !== undefined && bareFamilies.has(family) && files === 'system' && mayHaveOtherCompilers !== true;
}

function installedPackages(facts: ImageFacts): ReadonlySet<string> {
  const manager = packageManagerOf(facts);
  const table = manager === undefined ? undefined : rowsByManager[manager];
  return table ? closureOf(table, facts.installedPackages ?? [], true) : new Set();
}

/** Where headers and libraries stand that the C compiler finds without being told. */
export function developmentPaths(library: string, header: string | undefined): readonly string[] {
  const folders = ['/usr/lib', '/usr/local/lib', '/lib', '/usr/lib64', '/usr/local/lib64', '/usr/lib/x86_64-linux-gnu'];
  return [
    ...folders.flatMap((folder) => [`${folder}/lib${library}.so`, `${folder}/lib${library}.a`]),
    ...(header === undefined ? [] : [`/usr/include/${header}`, `/usr/local/include/${header}`]),
  ];
}
