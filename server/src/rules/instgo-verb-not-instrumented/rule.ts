import type { BuildModel } from '../../model/buildModel';
import { ownValue } from '../../text/ownValue';
import { say } from '../../text/say';
import { join, type Span } from '../../text/span';
import { prefixOf } from '../fixes/withoutInstgo';
import { defineRule, type Finding } from '../rule';

/** What each verb does all the same; instgo hands it on to go as it is (Alibaba Cloud, "instgo tool introduction"). */
const consequences: Readonly<Record<string, string>> = {
  run: say`the program runs without the agent`,
  test: say`the tests run as they would without it`,
};

export const instgoVerbNotInstrumented = defineRule({
  id: 'instgo-verb-not-instrumented',
  title: 'instgo in front of a go command that it does not instrument',
  severity: 'information',
  fix: 'sometimes',
  category: 'observability',
  since: '0.1.0',
  *check(model) {
    if (!model.observability.profiles.has('arms')) return;
    // A command in a loop runs several times, and is written once.
    const told = new Set<number>();
    for (const { go, stage, command, instruction } of model.goBuilds) {
      const consequence = ownValue(consequences, go.verb);
      if (model.stages[stage]?.needed !== true || consequence === undefined) continue;
      if (go.front?.name !== 'instgo' || go.front.via !== 'prefix' || told.has(go.front.span.start)) continue;
      told.add(go.front.span.start);
      const prefix = prefixOf(command);
      yield {
        span: join(go.front.span, go.verbSpan),
        certainty: 'known',
        message: say`instgo instruments go build and go install only: with go ${go.verb} ${consequence}.`,
        fixes:
          prefix && go.verb === 'test' && !command.approximate && !instruction.exec
            ? [{ title: say`Call go without instgo`, safety: 'safe', edits: [{ span: prefix, newText: '' }] }]
            : [],
      };
    }
    yield* inStartCommand(model);
  },
});

/** `CMD ["instgo", "go", "run", "."]`, `CMD instgo go run .` */
function* inStartCommand({ target }: BuildModel): Iterable<Finding> {
  for (const command of [target?.entrypoint, target?.cmd]) {
    const text = command?.form === 'shell' ? command.words?.[2] : undefined;
    if (text?.span && /^\s*(?:exec\s+)?(?:\S*\/)?instgo\s+go\s+run(?:\s|$)/.test(text.value)) {
      yield inRun(text.span);
      continue;
    }
    const [first, go, verb] = command?.words ?? [];
    if (!first?.span || !/(?:^|\/)instgo$/.test(first.value) || go?.value !== 'go' || verb?.value !== 'run') continue;
    yield inRun(verb.span ? join(first.span, verb.span) : first.span);
  }
}

function inRun(span: Span): Finding {
  return {
    span,
    certainty: 'known',
    message: say`instgo instruments go build and go install only: with go run ${consequences['run'] ?? ''}.`,
    fixes: [],
  };
}
