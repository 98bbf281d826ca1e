import { slice, type ByteSource } from '../inspect/bytes';
import { glibcVersionOf, inspectExecutable, type Executable } from '../inspect/executable';
import { isPlausible, mergeLayers, type ImageFiles, type LayerEntry, type Located } from '../inspect/fileSystem';
import { caCertificatesIn, checkStart, libcPlaces, timeZonesIn, userNames } from '../inspect/imageFacts';
import type { InspectedImage, InspectedLayer, InspectedProgram } from '../inspect/inspection';
import { chooseImage, type LaidOutImage } from '../inspect/layout';
import { followStart, type Started } from '../inspect/startedFile';
import { createTarReader, type TarEntry } from '../inspect/tar';
import type { Captures } from './captures';
import { InspectProblem } from './engine';
import { unpackInto, type ArchiveSink, type ImageArchive } from './imageArchive';

export interface ImageRequest {
  /** `linux/arm64`; undefined if nobody asked. */
  readonly platform: string | undefined;
  /** The platform to take if there are several and nobody asked. */
  readonly otherwise: string;
  /** What the image starts, if that is known beforehand: a costly pass then takes along files of these names. */
  readonly words: readonly string[];
}

export interface ReadImage {
  readonly image: InspectedImage;
  readonly program: InspectedProgram | null;
  /** A path of the image without links in it; undefined if nothing is there. */
  readonly locate: (path: string) => string | undefined;
}

/** Documents of a layout are small. */
const biggestDocument = 4 << 20;
const allDocuments = 64 << 20;
/** Further files of an image are left out of what is looked at. */
const mostEntries = 1_000_000;
const mostLetters = 200_000_000;

interface Layer {
  readonly entries: LayerEntry[];
  size: number;
  unpackedSize: number;
  problem: string | undefined;
}

/** Goes through an image, as often as it takes. Throws InspectProblem. */
export async function readImage(archive: ImageArchive, request: ImageRequest, captures: Captures): Promise<ReadImage> {
  const texts = new Map<string, string>();
  const layers = new Map<string, Layer>();
  const realName = (name: string): string => archive.aliases.get(name) ?? name;
  let room = allDocuments;
  const document = (name: string, pieces: readonly Uint8Array[]): void => {
    const bytes = Buffer.concat(pieces);
    room -= bytes.length;
    if (room >= 0) texts.set(name, bytes.toString('utf8'));
  };
  const takesAlong = wantedByName(request.words);
  await archive.pass((name, size) => {
    const layer = archive.costly ? () => layerSink(name, size, layers, captures, takesAlong) : () => undefined;
    if (size > biggestDocument) return layer();
    return byFirstByte(0x7b, (pieces) => document(name, pieces), layer);
  });

  const answer = chooseImage({ get: (name) => texts.get(realName(name)) }, request.platform, request.otherwise);
  if (answer.kind === 'none') {
    throw new InspectProblem(
      'it holds no image: neither index.json nor manifest.json is in it. Make it with docker save, or with --output type=oci',
    );
  }
  if (answer.kind === 'broken') throw new InspectProblem(`its image cannot be read: ${answer.says}`);
  if (answer.kind === 'several')
    throw new InspectProblem(`it holds several images: ${answer.names.join(', ')}. Save the one to look at alone`);
  if (answer.kind === 'platform') {
    const asked = request.platform ?? request.otherwise;
    throw new InspectProblem(
      `it has no image for ${asked}, but for ${answer.platforms.join(', ')}. Choose with --platform`,
    );
  }
  const { image } = answer;
  const { config } = image;
  const inUse = image.layers.map(({ name }) => realName(name));
  const alsoWanted = wantedByName([...config.entrypoint, ...config.cmd]);
  if (inUse.some((name) => !layers.has(name))) {
    await archive.pass((name, size) =>
      inUse.includes(name) && !layers.has(name) ? layerSink(name, size, layers, captures, alsoWanted) : undefined,
    );
  }
  const listed = inUse.map((name, index) => listedLayer(layers.get(name), image, index));
  const files = mergeLayers(listed.map(({ entries }) => entries));

  const keyOf = ({ node }: Located): string => `${inUse[node.layer] ?? ''}@${node.offset}`;
  /** The contents of a file of the image; undefined if there are none. */
  const contents = async (file: Located | undefined): Promise<ByteSource | undefined> => {
    if (file?.node.type !== 'file') return undefined;
    const key = keyOf(file);
    if (!captures.get(key)) {
      const obstacle = captures.obstacleTo(file.node.size);
      if (obstacle !== undefined) throw new InspectProblem(`${file.path} has ${obstacle}`);
      const holder = inUse[file.node.layer];
      await archive.pass((name, size) =>
        name === holder ? layerSink(name, size, new Map(), captures, () => false, file.node.offset) : undefined,
      );
    }
    return captures.get(key);
  };
  const text = async (path: string): Promise<string | undefined> => {
    const source = await contents(files.find(path));
    return source && Buffer.from(slice(source, 0, source.size)).toString('utf8');
  };

  const beginnings = new Map<string, Uint8Array>();
  let started: Started;
  for (;;) {
    started = followStart(config, files, (file) => beginnings.get(keyOf(file)));
    if (started.kind !== 'needs') break;
    const source = await contents(started.file);
    beginnings.set(keyOf(started.file), source ? slice(source, 0, 64 << 10) : new Uint8Array(0));
  }
  const source = started.kind === 'file' ? await contents(started.file) : undefined;
  const executable = source && inspectExecutable(source);
  const passwd = await text('/etc/passwd');
  const users = passwd === undefined ? undefined : userNames(passwd);
  const glibc = await glibcOf(files, executable, contents);
  const start = checkStart({ config, files, started, executable, glibc, users });
  const described = image.layers.map((layer, index) => describeLayer(layer, listed[index], config.history[index]));
  return {
    image: {
      platform: image.platform,
      platforms: answer.platforms,
      entrypoint: config.entrypoint,
      cmd: config.cmd,
      workdir: config.workdir,
      user: config.user,
      through: started.through,
      start,
      glibc: glibc ?? null,
      users: users ?? null,
      caCertificates: caCertificatesIn(files),
      timeZones: timeZonesIn(files),
      layers: described,
      size: described.reduce((sum, { size }) => sum + size, 0),
      unpackedSize: described.reduce((sum, { unpackedSize }) => sum + unpackedSize, 0),
    },
    program: started.kind === 'file' && executable ? { path: started.file.path, ...executable } : null,
    locate: (path) => files.find(path)?.path,
  };
}

/** Only a program of glibc asks for its version. */
async function glibcOf(
  files: ImageFiles,
  executable: Executable | undefined,
  contents: (file: Located | undefined) => Promise<ByteSource | undefined>,
): Promise<string | undefined> {
  if (executable?.libc !== 'glibc') return undefined;
  for (const path of libcPlaces(files)) {
    const source = await contents(files.find(path));
    const version = source && glibcVersionOf(source);
    if (version !== undefined) return version;
  }
  return undefined;
}

function listedLayer(layer: Layer | undefined, image: LaidOutImage, index: number): Layer {
  if (!layer) {
    const { digest, name } = image.layers[index] ?? {};
    throw new InspectProblem(
      `the layer ${digest ?? name ?? ''} is not in it. Fetch the image again for ${image.platform}`,
    );
  }
  if (layer.problem !== undefined) throw new InspectProblem(`one of its layers cannot be read: ${layer.problem}`);
  return layer;
}

function describeLayer(
  { digest }: LaidOutImage['layers'][number],
  layer: Layer | undefined,
  instruction: string | undefined,
): InspectedLayer {
  return {
    digest,
    size: layer?.size ?? 0,
    unpackedSize: layer?.unpackedSize ?? 0,
    files: layer?.entries.filter(({ type }) => type === 'file').length ?? 0,
    instruction: instruction ?? null,
  };
}

/** Files that the answer needs, by their names: what is started, accounts, the C library. */
function wantedByName(words: readonly string[]): (entry: TarEntry) => boolean {
  const names = new Set(
    words.flatMap((word) => word.split(/[\s;&|"']+/)).map((word) => word.slice(word.lastIndexOf('/') + 1)),
  );
  names.delete('');
  return ({ name, type }) => {
    if (type !== 'file') return false;
    const base = name.slice(name.lastIndexOf('/') + 1);
    if (base === 'passwd') return /^(\.?\/)?etc\/passwd$/.test(name);
    return names.has(base) || base === 'libc.so.6' || /^libc-2\.\d+\.so$/.test(base);
  };
}

/** Decides by the first byte: a document is kept, anything else goes where `otherwise` says. */
function byFirstByte(
  byte: number,
  keep: (pieces: readonly Uint8Array[]) => void,
  otherwise: () => ArchiveSink | undefined,
): ArchiveSink {
  let pieces: Uint8Array[] | undefined;
  let sink: ArchiveSink | undefined;
  let isDecided = false;
  return {
    write: (piece) => {
      if (!isDecided && piece.length > 0) {
        isDecided = true;
        // A list, as in manifest.json of docker save, is a document as well.
        if (piece[0] === byte || piece[0] === 0x5b) pieces = [];
        else sink = otherwise();
      }
      if (pieces) pieces.push(piece.slice());
      else sink?.write(piece);
    },
    end: () => (pieces ? keep(pieces) : sink?.end?.()),
    wait: () => sink?.wait?.(),
  };
}

/** Lists a layer, and takes along what is wanted of it: by its entry, or by its place alone. */
function layerSink(
  name: string,
  size: number,
  layers: Map<string, Layer>,
  captures: Captures,
  isWanted: (entry: TarEntry) => boolean,
  wantedOffset?: number,
): ArchiveSink {
  const layer: Layer = { entries: [], size, unpackedSize: 0, problem: undefined };
  layers.set(name, layer);
  let letters = 0;
  const reader = createTarReader((entry, offset) => {
    letters += entry.name.length + entry.target.length;
    layer.unpackedSize += entry.size;
    if (isPlausible(entry) && layer.entries.length < mostEntries && letters < mostLetters)
      layer.entries.push({ ...entry, offset });
    const wanted = !entry.sparse && (offset === wantedOffset || isWanted(entry));
    return wanted ? captures.take(`${name}@${offset}`, entry.size) : undefined;
  });
  const unpacked = unpackInto((piece) => reader.push(piece));
  let isEnded = false;
  return {
    write: unpacked.write,
    end: () => {
      isEnded = true;
      unpacked.end();
    },
    wait: async () => {
      await unpacked.wait();
      if (!isEnded) return;
      const state = reader.state();
      const cut = state === 'truncated' ? 'it is cut off' : state === 'no-tar' ? 'it is no tar archive' : undefined;
      layer.problem = unpacked.problem() ?? cut;
    },
  };
}
