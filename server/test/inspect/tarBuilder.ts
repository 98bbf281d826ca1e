/** A file of a made-up tar archive. */
export interface MadeFile {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** The type flag; `0` is a file. */
  readonly type?: string;
  readonly target?: string;
  readonly mode?: number;
  /** Written instead of the real size: as octal digits, or raw. */
  readonly size?: string;
}

/** Makes a ustar archive; names of any length get a pax header. */
export function makeTar(files: readonly MadeFile[]): Uint8Array {
  return Buffer.concat([...files.flatMap(entry), Buffer.alloc(1024)]);
}

/** One entry with its header, and its pax header if it needs one. */
function entry(file: MadeFile): Buffer[] {
  const { name, target = '' } = file;
  const isLong = Buffer.byteLength(name) > 100 || Buffer.byteLength(target) > 100;
  const pax = isLong ? [paxLine('path', name), ...(target === '' ? [] : [paxLine('linkpath', target)])].join('') : '';
  return [
    ...(isLong ? plain({ name: 'pax', type: 'x', content: pax }) : []),
    ...plain({ ...file, name: name.slice(0, 99), target: target.slice(0, 99) }),
  ];
}

function paxLine(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(rest);
  const total = length + String(length + String(length).length).length;
  return `${total}${rest}`;
}

function plain({ name, content = '', type = '0', target = '', mode = 0o755, size }: MadeFile): Buffer[] {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(mode.toString(8).padStart(7, '0'), 100);
  header.write(size ?? body.length.toString(8).padStart(11, '0'), 124, 12, 'latin1');
  header.write('        ', 148);
  header.write(type, 156, 'latin1');
  header.write(target, 157, 100);
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}
