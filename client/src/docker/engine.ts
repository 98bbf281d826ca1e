import { basename } from 'node:path';

/** Command lines that build and run images. They understand the same words, with exceptions. */
export const engineKinds = ['docker', 'podman', 'nerdctl'] as const;

export type EngineKind = (typeof engineKinds)[number];

/** The command line that the user has chosen. */
export interface Engine {
  readonly kind: EngineKind;
  /** Absolute path of its program. */
  readonly executable: string;
  /** All environment variables it gets: those of VS Code, and those of goDockerfile.docker.environment. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Which command line a program is by its name: `/opt/bin/podman-remote` is podman's. Docker's if the name tells nothing. */
export function kindOf(executable: string): EngineKind {
  const name = basename(executable.replaceAll('\\', '/')).toLowerCase();
  return engineKinds.find((kind) => name.startsWith(kind)) ?? 'docker';
}
