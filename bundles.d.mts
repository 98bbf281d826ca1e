import type { BuildOptions, BuildResult } from 'esbuild';

export const common: BuildOptions;
export const browser: BuildOptions;
export function bundleClient(folder: string, options: BuildOptions): Promise<void>;
export function bundleServer(folder: string, options: BuildOptions): Promise<void>;
export function bundleBrowserClient(folder: string, options: BuildOptions): Promise<void>;
export function bundleBrowserServer(folder: string, options: BuildOptions): Promise<BuildResult>;
