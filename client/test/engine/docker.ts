import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Build, buildArguments, imageName } from '../../src/docker/commandLine';
import type { Engine } from '../../src/docker/engine';
import { findExecutable } from '../../src/docker/executable';
import { type Ended, runProgram } from '../../src/docker/process';
import type { BuildInputs } from '../../src/protocol';

/** The docker of this machine; undefined if there is none. */
export const docker: Engine | undefined = findDocker();

/** Why no engine can be used here; undefined if one answers. */
export async function whyNoEngine(): Promise<string | undefined> {
  if (!docker) return 'there is no docker command: install Docker';
  const { code, stdout } = await run(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}']);
  if (code !== 0) return 'no Docker engine answers: start Docker';
  return stdout.trim() === 'linux/amd64' ? undefined : `the Docker engine is ${stdout.trim()}, not linux/amd64`;
}

/** Whether no engine is a failure: the macOS and Windows machines of CI services have none for Linux images. */
export const mustBeThere = Boolean(process.env['CI']) && process.platform === 'linux';

/** Runs docker to its end. */
export function run(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return runProgram({ executable: docker?.executable ?? 'docker', args, folder: tmpdir(), environment });
}

/** A folder for build contexts, and the images that are built of them. */
export interface Workshop {
  /** Writes a build context, or copies one, and gives how it is built. Blanks and letters of all kinds are welcome in the name. */
  readonly lay: (name: string, files: string | Readonly<Record<string, string>>, more?: Partial<BuildInputs>) => Build;
  readonly build: (build: Build) => Promise<Ended>;
  readonly remove: () => Promise<void>;
}

export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'go-dockerfile-run-'));
  const images = new Set<string>();
  return {
    lay: (name, files, more = {}) => {
      const context = join(folder, name);
      mkdirSync(context, { recursive: true });
      if (typeof files === 'string') cpSync(files, context, { recursive: true });
      else {
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(context, path)), { recursive: true });
          writeFileSync(join(context, path), text);
        }
      }
      const inputs: BuildInputs = {
        dockerfile: join(context, 'Dockerfile'),
        context,
        target: null,
        platform: null,
        platforms: [],
        buildArgs: {},
        capabilities: [],
        missingArgs: [],
        secrets: [],
        ssh: [],
        stages: [],
        buildsGo: true,
        ports: [],
        listens: [],
        healthcheck: false,
        ...more,
      };
      return { inputs, stage: undefined };
    },
    build: async (build) => {
      images.add(imageName(build));
      return run(buildArguments(build), { ...process.env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' });
    },
    remove: async () => {
      rmSync(folder, { recursive: true, force: true });
      if (images.size > 0) await run(['image', 'rm', '--force', ...images]);
    },
  };
}

function findDocker(): Engine | undefined {
  const { env: environment, platform } = process;
  const places = {
    windows: platform === 'win32',
    path: environment['PATH'] ?? '',
    extensions: environment['PATHEXT'] ?? '.COM;.EXE',
  };
  const executable = findExecutable('docker', places, (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return executable === undefined ? undefined : { kind: 'docker', executable, environment };
}
