import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Observed } from './compare';
import { keyOf, type OracleCase } from './sample';

/** What was seen so far, on the disk: one line of JSON for each case, added as soon as it is known. */
export interface Memory {
  readonly recall: (given: Pick<OracleCase, 'dockerfile' | 'files'>) => Observed | undefined;
  readonly keep: (given: Pick<OracleCase, 'dockerfile' | 'files'>, observed: Observed) => void;
}

interface Row extends Observed {
  readonly key: string;
}

/** Opens the file, which need not be there. A line that was cut off while it was written is passed over. */
export function openMemory(path: string): Memory {
  const seen = new Map<string, Observed>();
  for (const { key, outcome, output } of readRows(path)) seen.set(key, { outcome, output });
  mkdirSync(dirname(path), { recursive: true });
  return {
    recall: (given) => seen.get(keyOf(given)),
    keep: (given, observed) => {
      const key = keyOf(given);
      seen.set(key, observed);
      appendFileSync(path, `${JSON.stringify({ key, ...observed } satisfies Row)}\n`);
    },
  };
}

function readRows(path: string): readonly Row[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Row];
      } catch {
        return [];
      }
    });
}
