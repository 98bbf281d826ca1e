import { nearest } from '../../text/nearest';
import { say } from '../../text/say';
import { defineRule, type Finding } from '../rule';
import { ignoreComments } from '../suppression';

/**
 * The rule about the comments that silence rules: one that names no rule silences nothing.
 * @param known ids of all other rules
 */
export function unrecognisedIgnore(known: readonly string[]) {
  return defineRule({
    id: 'unrecognised-ignore',
    title: 'A comment ignores a rule that does not exist',
    severity: 'hint',
    fix: 'sometimes',
    category: 'work',
    since: '0.1.0',
    *check({ dockerfile }): Iterable<Finding> {
      const ids = [...known, 'unrecognised-ignore'];
      const idSet = new Set(ids);
      const meantBy = new Map<string, string | undefined>();
      for (const { rules, span } of ignoreComments(dockerfile)) {
        if (rules.length === 0) {
          yield { span, certainty: 'known', message: say`This comment names no rule. It ignores nothing.` };
        }
        for (const named of rules) {
          if (idSet.has(named.id.toLowerCase())) continue;
          const meant = meantBy.has(named.id) ? meantBy.get(named.id) : nearest(named.id, ids);
          meantBy.set(named.id, meant);
          yield {
            span: named.span,
            certainty: 'known',
            message: say`There is no rule '${named.id}'. This comment does not ignore anything by that name${meant === undefined ? '' : say`; '${meant}' may be meant`}.`,
            ...(meant !== undefined && {
              fixes: [{ title: `Ignore '${meant}'`, safety: 'review', edits: [{ span: named.span, newText: meant }] }],
            }),
          };
        }
      }
    },
  });
}
