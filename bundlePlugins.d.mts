import type { Plugin } from 'esbuild';

export const protocolAtOnce: Plugin;
