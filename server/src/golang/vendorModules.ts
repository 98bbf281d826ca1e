/** What vendor/modules.txt says of one module. Lines are zero-based. */
export interface VendoredModule {
  readonly path: string;
  /** Undefined for a module that is replaced in all its versions. */
  readonly version: string | undefined;
  /** `## explicit`: go.mod requires it. */
  readonly explicit: boolean;
  /** `## explicit; go 1.21`: the go line of the module. */
  readonly go: string | undefined;
  /** `=> ../lib` or `=> other/module v1.2.3`. */
  readonly replacement: { readonly path: string; readonly version: string | undefined } | undefined;
  readonly packages: readonly string[];
  readonly line: number;
}

/**
 * Parses vendor/modules.txt. Lines that are none of its own are passed over, as cmd/go does
 * (readVendorList in cmd/go/internal/modload/vendor.go). A `## workspace` line says that `go work vendor` wrote it.
 */
export function parseVendorModules(text: string): {
  readonly modules: readonly VendoredModule[];
  readonly workspace: boolean;
} {
  const modules: (VendoredModule & { readonly packages: string[] })[] = [];
  let workspace = false;
  for (const [line, content] of text.split('\n').entries()) {
    const trimmed = content.trimEnd();
    if (trimmed.startsWith('## ')) {
      const annotations = trimmed
        .slice(3)
        .split(';')
        .map((part) => part.trim());
      workspace ||= annotations.includes('workspace');
      const current = modules.at(-1);
      if (current) {
        const go = annotations
          .find((part) => part.startsWith('go '))
          ?.slice(3)
          .trim();
        modules[modules.length - 1] = {
          ...current,
          explicit: current.explicit || annotations.includes('explicit'),
          go: go ?? current.go,
        };
      }
    } else if (trimmed.startsWith('# ')) {
      const module = readModule(trimmed.slice(2).split(/\s+/), line);
      if (module) modules.push(module);
    } else if (trimmed !== '') {
      modules.at(-1)?.packages.push(trimmed);
    }
  }
  return { modules, workspace };
}

function readModule(
  words: readonly string[],
  line: number,
): (VendoredModule & { readonly packages: string[] }) | undefined {
  const arrow = words.indexOf('=>');
  const [path, version] = arrow < 0 ? words : words.slice(0, arrow);
  if (path === undefined || path === '') return undefined;
  const target = arrow < 0 ? undefined : words[arrow + 1];
  const replacement = target === undefined ? undefined : { path: target, version: words[arrow + 2] };
  return { path, version, explicit: false, go: undefined, replacement, packages: [], line };
}
