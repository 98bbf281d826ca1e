/** Whether a YAML text has anything in it that the rules about manifests speak of. Cheap: asked before anything is loaded. */
export function mayHoldLabels(text: string): boolean {
  return /armsPilot|aliyun\.com\/app-language|armsAutoInstrumentationEnable|one-agent\.jdk/.test(text);
}

/**
 * Whether the place may be one for a label of a pod, its value, or a comment of ours, by the lines alone. Cheap: asked with each
 * blank that is typed in a YAML file.
 */
export function mayTakeLabel(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - 20_000), offset);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (/#[ \t]*go/.test(line)) return true;
  const indentation = /^([ \t]+)(?![ \t])["']?[\w./-]*(?:["']?[ \t]*:[ \t]+["']?\w*)?$/.exec(line)?.[1];
  if (indentation === undefined) return false;
  // The entries of a mapping may be deeper than its key by any number of blanks.
  const lines = before.split('\n').slice(0, -1).reverse();
  const holder = lines.find(
    (other) => /\S/.test(other) && !/^\s*#/.test(other) && other.search(/\S/) < indentation.length,
  );
  return holder !== undefined && /^[ \t]*["']?labels["']?[ \t]*:/.test(holder);
}
