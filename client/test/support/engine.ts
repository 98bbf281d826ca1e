import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { findExecutable } from '../../src/docker/executable';
import { readBuilders, readImageStore } from '../../src/docker/multiArch/builders';

/** What tests with a real engine need of the machine. */
export interface RealEngine {
  /** Absolute path of docker. */
  readonly docker: string;
  /** Host and port of a registry without login. */
  readonly registry: string;
  /** The builder that builds where none is named. */
  readonly builder: string;
}

/** An engine with buildx that emulates arm64, and a registry beside it; or why there is none, with what would help. */
export async function findRealEngine(): Promise<RealEngine | { readonly missing: string }> {
  const places = { windows: false, path: process.env['PATH'] ?? '', extensions: '' };
  const docker = process.platform === 'win32' ? undefined : findExecutable('docker', places, isExecutable);
  if (docker === undefined) return { missing: 'there is no docker command: install Docker' };
  if (run(docker, ['version', '--format', '{{.Server.Os}}']) !== 'linux')
    return { missing: 'no Docker engine for Linux answers: start Docker' };
  const builders = run(docker, ['buildx', 'ls', '--format', 'json']);
  if (builders === undefined) return { missing: 'docker buildx is not installed, or too old' };
  if (!builders.includes('linux/arm64'))
    return { missing: 'no builder is for arm64: docker run --privileged --rm tonistiigi/binfmt --install arm64' };
  const current = readBuilders(builders).find(({ isCurrent }) => isCurrent);
  const store = readImageStore(run(docker, ['info', '--format', '{{json .DriverStatus}}']) ?? '');
  if (!current || (current.driver === 'docker' && store === 'classic'))
    return { missing: 'the engine has the classic image store: turn on the containerd image store' };
  const registry = await findRegistry();
  if (registry === undefined)
    return {
      missing: `no registry answers at ${registryAddress}: docker run -d -p ${registryAddress}:5000 registry:2`,
    };
  return { docker, registry, builder: current.name };
}

/** Whether tests that need an engine may be left out: the machines of CI services for other systems have none for Linux. */
export function mayBeMissing(): boolean {
  return !process.env['CI'] || process.platform !== 'linux';
}

const registryAddress = '127.0.0.1:5000';

async function findRegistry(): Promise<string | undefined> {
  try {
    const { ok, headers } = await fetch(`http://${registryAddress}/v2/`, { signal: AbortSignal.timeout(5000) });
    return ok && headers.has('docker-distribution-api-version') ? registryAddress : undefined;
  } catch {
    return undefined;
  }
}

/** What a program prints; undefined if it fails. */
function run(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
