import type { Linkage } from '../../golang/linkage';

type Static = Extract<Linkage, { readonly kind: 'static' }>;

/** Rows of the linkage table in which Go’s own linker makes a dynamic program, as nothing asks for gcc. */
const internal: ReadonlySet<string> = new Set(['standard-cgo', 'static-flag-ignored', 'prebuilt-standard-cgo']);

/** A dynamic program for musl that gcc has no part in, so that musl is not initialised as it should be. */
export function isLinkedByGoForMusl(linkage: Linkage | undefined): boolean {
  return linkage?.kind === 'dynamic' && linkage.libc === 'musl' && internal.has(linkage.row.id);
}

/** A static program of Go alone: one that static monitoring is for. */
export function isWithoutLibc(linkage: Linkage | undefined): linkage is Static {
  return linkage?.kind === 'static' && linkage.libc === 'none';
}

/** A static program with a C library inside. What dies at the start has a greater defect. */
export function holdsLibc(linkage: Linkage | undefined): linkage is Static {
  return linkage?.kind === 'static' && linkage.libc !== 'none' && !linkage.crashesAtStart;
}
