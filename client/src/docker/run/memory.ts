/** What is kept between sessions; `Memento` of vscode. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** The answers for a Dockerfile, as they were last given. What was never asked is undefined. */
export interface RememberedRun {
  /** As it was written: `8080:80`; the empty text publishes none. */
  readonly ports?: string;
  /** Absolute path; null: none is wanted. */
  readonly environmentFile?: string | null;
  /** The empty text: any. */
  readonly name?: string;
}

const prefix = 'goDockerfile.run:';

/** Reads what was remembered; anything unreadable counts as never asked. */
export function recall(store: Store, dockerfile: string): RememberedRun {
  const kept = store.get(prefix + dockerfile);
  if (typeof kept !== 'object' || kept === null) return {};
  const text = (key: string): string | null | undefined => {
    const value: unknown = Reflect.get(kept, key);
    return typeof value === 'string' || value === null ? value : undefined;
  };
  const ports = text('ports');
  const environmentFile = text('environmentFile');
  const name = text('name');
  return {
    ...(typeof ports === 'string' && { ports }),
    ...(environmentFile !== undefined && { environmentFile }),
    ...(typeof name === 'string' && { name }),
  };
}

export function remember(store: Store, dockerfile: string, run: RememberedRun): Thenable<void> {
  return store.update(prefix + dockerfile, run);
}
