/** Where a text is from. */
export interface TextSource {
  readonly title: string;
  readonly url: string;
}

/** What something that may stand in a Dockerfile means: a flag, a variable, an option. Markdown, without a line break. */
export interface TextRow {
  /** Without dashes. */
  readonly name: string;
  readonly text: string;
  /** The values it takes, if these are few. */
  readonly values?: readonly { readonly name: string; readonly text: string }[];
  readonly source: TextSource;
}

/** The row of a name; undefined if there is none. */
export function textOf<Row extends TextRow>(rows: readonly Row[], name: string): Row | undefined {
  return rows.find((row) => row.name === name);
}

/** A section of the documentation of the go command, which is what `go help` prints. */
export function goHelp(topic: string, heading: string): TextSource {
  return { title: `go help ${topic}`, url: `https://pkg.go.dev/cmd/go#hdr-${heading.replaceAll(' ', '_')}` };
}

/** A section of the Dockerfile reference. */
export function reference(section: string): TextSource {
  const anchor = section
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
  return { title: `Dockerfile reference: ${section}`, url: `https://docs.docker.com/reference/dockerfile/#${anchor}` };
}
