import { type FileHandle, open } from 'node:fs/promises';
import { type ManifestList, readImageSize, readManifestList } from './manifestList';
import { listOf, memberOf, parseJson, textOf } from './json';

/** Indexes and manifests are small; what is bigger is a layer, or nothing of ours. */
const longestText = 4 * 1024 * 1024;

/**
 * The list of manifests in an archive of the OCI image layout (image-layout.md), as `--output type=oci` writes it.
 * @returns undefined if the file is no such archive
 */
export async function readOciArchive(path: string): Promise<ManifestList | undefined> {
  const file = await open(path, 'r');
  try {
    const entries = await listEntries(file);
    const read = async (name: string): Promise<string | undefined> => {
      const entry = entries.get(name);
      if (!entry || entry.size > longestText) return undefined;
      return (await readBytes(file, entry.offset, entry.size)).toString('utf8');
    };
    const blob = (digest: string): Promise<string | undefined> => read(`blobs/${digest.replace(':', '/')}`);
    const index = await read('index.json');
    if (index === undefined) return undefined;
    // It names the image's own list, or its only manifest.
    const [first] = listOf(memberOf(parseJson(index), 'manifests'));
    const top = await blob(textOf(memberOf(first, 'digest')));
    const list = top === undefined ? undefined : readManifestList(top);
    if (!list) return undefined;
    const images = list.images.map(async (image) => {
      const manifest = await blob(image.digest);
      return manifest === undefined ? image : { ...image, imageSize: readImageSize(manifest) };
    });
    return { ...list, images: await Promise.all(images) };
  } finally {
    await file.close();
  }
}

interface Entry {
  readonly offset: number;
  readonly size: number;
}

/** Names and places of the files in a tar (POSIX ustar); names of more than 100 characters are none of an image layout. */
async function listEntries(file: FileHandle): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  const block = 512;
  for (let offset = 0; ;) {
    const header = await readBytes(file, offset, block);
    if (header.length < block || header[0] === 0) return entries;
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const size = parseInt(header.toString('latin1', 124, 136), 8);
    // The size of a file of 8 GiB or more is written otherwise: nothing behind it is looked for.
    if (!Number.isSafeInteger(size) || size < 0) return entries;
    entries.set(name.replace(/^\.\//, ''), { offset: offset + block, size });
    offset += block + Math.ceil(size / block) * block;
  }
}

async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}
