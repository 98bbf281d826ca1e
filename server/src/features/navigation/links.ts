import type { Analysis } from '../../analysis';
import { familiarName, parseImageReference, type ImageReference } from '../../dockerfile/imageReference';
import type { Instruction } from '../../dockerfile/instruction';
import { isSettled, valueOf } from '../../facts/fact';
import { parseGoCommand } from '../../golang/goCommand';
import { say } from '../../text/say';
import { slice, type Span } from '../../text/span';
import { stageInFlag } from './stageNames';

/** Something in the text that has a page of its own. */
export interface Link {
  readonly span: Span;
  readonly url: string;
  readonly tooltip: string;
}

/**
 * Where the pages of images are, by the start of the repository's familiar name; the rest of it stands for `*`. The first row that
 * fits holds.
 */
const imagePages: readonly { readonly prefix: string; readonly page: string }[] = [
  // The repository's README lists the images.
  { prefix: 'gcr.io/distroless/', page: 'https://github.com/GoogleContainerTools/distroless' },
  // GitHub Packages, "Working with the Container registry": the host leads to the package's page.
  { prefix: 'ghcr.io/', page: 'https://ghcr.io/*' },
  { prefix: 'quay.io/', page: 'https://quay.io/repository/*' },
  // Amazon ECR Public Gallery.
  { prefix: 'public.ecr.aws/', page: 'https://gallery.ecr.aws/*' },
  { prefix: 'mcr.microsoft.com/', page: 'https://mcr.microsoft.com/artifact/mar/*' },
  // Chainguard Academy, "Chainguard Images directory".
  { prefix: 'cgr.dev/chainguard/', page: 'https://images.chainguard.dev/directory/image/*/overview' },
  { prefix: 'docker.elastic.co/', page: 'https://www.docker.elastic.co/' },
  // Other registries have no page that could be told from the name.
];

/** Go subcommands whose arguments may be modules with a version (`go help install`, `go help get`, `go help run`). */
const moduleVerbs: ReadonlySet<string> = new Set(['install', 'get', 'run']);

/** Images, the frontend of `# syntax=`, and the packages that go fetches by name. */
export function links({ model }: Analysis): readonly Link[] {
  const { text, directives, instructions } = model.dockerfile;
  const found: Link[] = [];
  const add = (span: Span, target: Omit<Link, 'span'> | undefined): void => {
    if (target && span.end > span.start) found.push({ span, ...target });
  };
  for (const { name, value, span } of directives) {
    const at = text.indexOf(value, span.start);
    if (name === 'syntax' && at >= 0) add({ start: at, end: at + value.length }, pageOf(parseImageReference(value)));
  }
  for (const { from, base, steps } of model.stages) {
    if (from.image && base.kind === 'image') add(from.image.span, pageOf(valueOf(base.reference)));
    for (const { execution } of steps) {
      for (const command of execution?.commands ?? []) {
        const go = command.approximate ? undefined : parseGoCommand(command);
        if (!go || !moduleVerbs.has(go.verb)) continue;
        for (const { value, span } of go.args) if (isSettled(value)) add(span, modulePage(value.value));
      }
    }
  }
  const names = new Set(model.stages.map(({ name }) => name));
  for (const instruction of instructions) addFlags(instruction, names, add);
  return found
    .filter((link, index) => found.findIndex((other) => other.span.start === link.span.start) === index)
    .filter(({ span }) => !slice(text, span).includes('\n'))
    .sort((a, b) => a.span.start - b.span.start);
}

function addFlags(
  { kind, flags }: Instruction,
  stages: ReadonlySet<string | undefined>,
  add: (span: Span, target: Omit<Link, 'span'> | undefined) => void,
): void {
  for (const flag of flags) {
    const from = stageInFlag(kind, flag);
    if (!from || /^\d+$/.test(from.text) || stages.has(from.text.toLowerCase())) continue;
    add(from.span, pageOf(parseImageReference(from.text)));
  }
}

function pageOf(reference: ImageReference | undefined): Omit<Link, 'span'> | undefined {
  if (!reference) return undefined;
  const name = familiarName(reference);
  const tooltip = say`The page of ${name}`;
  const row = imagePages.find(({ prefix }) => name.startsWith(prefix));
  if (row) return { url: row.page.replace('*', name.slice(row.prefix.length)), tooltip };
  const elements = name.split('/');
  if (elements.length === 1) return { url: `https://hub.docker.com/_/${name}`, tooltip };
  return reference.registry === 'docker.io' && elements.length === 2
    ? { url: `https://hub.docker.com/r/${name}`, tooltip }
    : undefined;
}

/** A package with a host in its path: `golang.org/x/tools/cmd/stringer@latest`. */
function modulePage(text: string): Omit<Link, 'span'> | undefined {
  const [, path, version] =
    /^([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.~+-]+)+?)(?:\/\.\.\.)?(?:@([\w.+-]+))?$/i.exec(text) ?? [];
  if (path === undefined) return undefined;
  // Only versions and latest have pages; branches and commits lead to the newest one.
  const shown = version !== undefined && /^v\d/.test(version) ? `@${version}` : '';
  return { url: `https://pkg.go.dev/${path}${shown}`, tooltip: say`Documentation of ${path}` };
}
