import type { CgoPackage } from './types';
import type { CgoBase } from './standardPackages';

export interface KnownPackage {
  readonly standard: readonly CgoBase[];
  readonly cgo: readonly CgoPackage[];
}
export function findKnownPackage(_importPath: string): KnownPackage | undefined {
  return undefined;
}
