import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import type { Analysis } from '../../src/analysis';
import { prepareRename, references, rename } from '../../src/features/navigation/names';
import { applyEdits } from '../../src/text/edit';
import { memoryTree } from '../../src/workspace/sourceTree';

const folder = 'server/test/shapes';
const context = memoryTree({
  'go.mod': 'module example.com/shop\n\ngo 1.26\n',
  'main.go': 'package main\n\nfunc main() {}\n',
});
const files = readdirSync(folder).filter((name) => name.endsWith('.dockerfile'));

/** What an analysis comes to, without the places and names in it. */
function outcome({ model, findings }: Analysis): unknown {
  return [
    model.verdict.outcome,
    model.goBuilds.map(({ linkage }) => linkage.certainty),
    findings.map(({ rule, severity }) => `${rule.id} ${severity}`),
  ];
}

describe('a renamed stage, variable or program changes nothing but its name', () => {
  test.each(files)('%s', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const analysis = analyse({ text, context });
    const before = outcome(analysis);
    const done = new Set<number>();
    for (const { index } of text.matchAll(/\w+/g)) {
      const prepared = prepareRename(analysis, index);
      if (!prepared || 'refused' in prepared || done.has(prepared.span.start)) continue;
      const result = rename(analysis, index, 'zz');
      if ('refused' in result) throw new Error(result.refused);
      for (const { span } of result.edits) done.add(span.start);
      const renamed = applyEdits(text, result.edits);
      const after = analyse({ text: renamed, context });
      expect(outcome(after), renamed).toEqual(before);
      const place = result.edits[0]?.span.start ?? 0;
      expect(references(after, place)).toHaveLength(references(analysis, place).length);
    }
  });
});
