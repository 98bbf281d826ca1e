import { valueOf } from '../../facts/fact';
import { splitTags } from '../../golang/flagValues';
import { splitQuoted } from '../../golang/quoted';
import type { GoFlag } from '../../golang/types';
import type { BuildModel, GoBuild } from '../../model/buildModel';
import type { Edit } from '../../text/edit';
import { say } from '../../text/say';
import { defineRule, type Fix } from '../rule';

export const overriddenBuildFlag = defineRule({
  id: 'overridden-build-flag',
  title: 'Build flag that a later one replaces',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const build of model.goBuilds) {
      if (model.stages[build.stage]?.needed !== true) continue;
      for (const { lost, kept } of overridden(build)) {
        const where = lost.from === 'GOFLAGS' ? say`-${lost.name} of GOFLAGS` : say`This -${lost.name}`;
        const words = wordsOf(lost).join(' ');
        yield {
          span: lost.span,
          certainty: 'known',
          message: say`${where} has no effect: go takes the last -${lost.name} alone, so "${words}" is lost.`,
          related: [{ span: kept.span, message: say`this one replaces it` }],
          fixes: () => merge(model, build, lost, kept),
        };
      }
    }
  },
});

interface Overridden {
  readonly lost: GoFlag;
  readonly kept: GoFlag;
}

/** Flags that hold lists, so that whoever gives two wants both. */
const listFlags: readonly string[] = ['tags', 'ldflags', 'gcflags', 'asmflags'];

function overridden(build: GoBuild): readonly Overridden[] {
  return listFlags.flatMap((name) => {
    const flags = build.go.flags.filter((flag) => flag.name === name && valueOf(flag.value) !== undefined);
    return flags.flatMap((lost, index): Overridden[] => {
      const kept = flags.slice(index + 1).findLast((flag) => patternOf(flag) === patternOf(lost));
      if (!kept || (lost.from === 'GOFLAGS' && name !== 'tags')) return [];
      // What the later one says again is not lost.
      const present = new Set(wordsOf(kept));
      return wordsOf(lost).every((word) => present.has(word)) ? [] : [{ lost, kept }];
    });
  });
}

/** `-gcflags=all=-N` and `-gcflags=main=-l` are for different packages (cmd/go/internal/load, PerPackageFlag.Set). */
function patternOf(flag: GoFlag): string | undefined {
  return flag.name === 'tags' ? undefined : /^([^\s=-][^\s=]*)=/.exec(valueOf(flag.value) ?? '')?.[1];
}

function wordsOf(flag: GoFlag): readonly string[] {
  const value = valueOf(flag.value) ?? '';
  if (flag.name === 'tags') return splitTags(value);
  const pattern = patternOf(flag);
  return splitQuoted(pattern === undefined ? value : value.slice(pattern.length + 1)).fields.map((field) => field.text);
}

/** Both values in the later flag; the earlier one goes, if it stands in the same command. */
function merge(model: BuildModel, build: GoBuild, lost: GoFlag, kept: GoFlag): readonly Fix[] {
  if (build.command.approximate === true || kept.from !== 'command line') return [];
  const { text } = model.dockerfile;
  const inner = (flag: GoFlag): string | undefined => {
    const written = text.slice(flag.valueSpan.start, flag.valueSpan.end);
    const [, , quoted] = /^(["'])(.*)\1$/s.exec(written) ?? [];
    const plain = quoted ?? written;
    return flag.from === 'GOFLAGS' ? valueOf(flag.value) : /["'`\\]/.test(plain) ? undefined : plain;
  };
  const [first, second] = [inner(lost), inner(kept)];
  const pattern = patternOf(lost);
  if (first === undefined || second === undefined) return [];
  const isTags = lost.name === 'tags';
  const both = isTags
    ? [...new Set([...splitTags(first), ...splitTags(second)])].join(',')
    : `${first} ${pattern === undefined ? second : second.slice(pattern.length + 1)}`;
  const opening = text.charAt(kept.valueSpan.start);
  const quote = opening === '"' || opening === "'" ? opening : isTags ? '' : '"';
  // A variable in it asks for double quotes.
  const newText = quote === "'" && both.includes('$') ? `"${both}"` : quote + both + quote;
  const edits: Edit[] = [{ span: kept.valueSpan, newText }];
  if (lost.from === 'command line') {
    const blank = /^ /.test(text.slice(lost.span.end)) ? 1 : 0;
    edits.unshift({ span: { start: lost.span.start, end: lost.span.end + blank }, newText: '' });
  }
  return [{ title: say`Merge the two into one -${lost.name}`, safety: 'review', edits }];
}
