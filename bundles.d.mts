import type { BuildOptions } from 'esbuild';

export const common: BuildOptions;
export const browser: BuildOptions;
export function bundleClient(folder: string, options: BuildOptions): Promise<void>;
export function filesOfAll(): Promise<ReadonlySet<string>>;
export function filesOfServer(): Promise<ReadonlySet<string>>;
export function bundleServer(folder: string, options: BuildOptions): Promise<void>;
