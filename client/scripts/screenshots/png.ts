import { deflateSync, inflateSync } from 'node:zlib';

/** Of a picture, three bytes for each pixel, row by row. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A PNG of at most 256 colours that looks like the given one and takes a third of its space; windows have few colours besides
 * shades of their letters. Colours that are left out become the nearest of those that are not.
 * @param png as Chromium writes it: 8 bits a channel, RGB or RGBA, not interlaced
 * @throws Error if it is another kind of PNG
 */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, rgb } = readPixels(png);
  const counts = new Map<number, number>();
  const colourAt = (pixel: number): number =>
    ((rgb[pixel * 3] ?? 0) << 16) | ((rgb[pixel * 3 + 1] ?? 0) << 8) | (rgb[pixel * 3 + 2] ?? 0);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = colourAt(pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = choosePalette([...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour));
  const places = new Map(palette.map((colour, index) => [colour, index]));
  const placeOf = (colour: number): number => {
    const known = places.get(colour);
    if (known !== undefined) return known;
    const place = nearest(palette, colour);
    places.set(colour, place);
    return place;
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = placeOf(colourAt(y * width + x));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits for the place of a colour in the palette (PNG specification, 11.2.1).
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function channelsOf(colour: number): readonly [number, number, number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

/** A picture has fewer areas of different colours than this. */
const areas = 48;

/**
 * At most 256 of the colours, chosen so that every colour has one near it: a rare hue keeps its own, while shades merge.
 * @param colours the most frequent first
 */
function choosePalette(colours: readonly number[]): readonly number[] {
  for (let apart = 0; ; apart += 3) {
    // Areas keep their colours to the last bit.
    const chosen = colours.slice(0, areas);
    for (const colour of colours.slice(areas)) {
      if (chosen.length > 256) break;
      if (chosen.every((one) => distance(one, colour) > apart ** 2)) chosen.push(colour);
    }
    if (chosen.length <= 256) return chosen;
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  for (const [index, one] of palette.entries())
    if (distance(one, colour) < distance(palette[best] ?? 0, colour)) best = index;
  return best;
}

/** The square of it. */
function distance(one: number, other: number): number {
  const square = (shift: number): number => (((one >> shift) & 0xff) - ((other >> shift) & 0xff)) ** 2;
  return square(16) + square(8) + square(0);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(checksum(named));
  return Buffer.concat([length, named, sum]);
}

/** CRC-32 (PNG specification, 5.5); zlib has it only from Node 22.2 on. */
function checksum(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

function readPixels(png: Buffer): Pixels {
  const data: Buffer[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, kind, interlaced] = [png[24], png[25], png[28]];
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0) throw new Error('This PNG is of another kind.');
  const size = kind === 6 ? 4 : 3;
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * size, size);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < 3; channel++) rgb[pixel * 3 + channel] = bytes[pixel * size + channel] ?? 0;
  return { width, height, rgb };
}

/** Undoes what was done to each row to have it compressed better (PNG specification, 9.2). */
function unfilter(rows: Buffer, length: number, size: number): Uint8Array {
  const height = rows.length / (length + 1);
  const bytes = new Uint8Array(length * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (length + 1)] ?? 0;
    for (let x = 0; x < length; x++) {
      const left = x < size ? 0 : (bytes[y * length + x - size] ?? 0);
      const above = y === 0 ? 0 : (bytes[(y - 1) * length + x] ?? 0);
      const corner = y === 0 || x < size ? 0 : (bytes[(y - 1) * length + x - size] ?? 0);
      const expected = [0, left, above, (left + above) >> 1, closest(left, above, corner)][filter] ?? 0;
      bytes[y * length + x] = (rows[y * (length + 1) + 1 + x] ?? 0) + expected;
    }
  }
  return bytes;
}

/** Paeth's predictor. */
function closest(left: number, above: number, corner: number): number {
  const sum = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(sum - left), Math.abs(sum - above), Math.abs(sum - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
