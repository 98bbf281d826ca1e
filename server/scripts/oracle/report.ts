import { isUntried } from './mend';
import { casesOf, type Recorded, type RecordedCase, type RecordedMending } from './record';
import type { Result } from './run';
import { builtBy, type Dimension, dimensions, imagesOfStage, type OracleCase, stageOf } from './sample';

interface Case {
  readonly given: OracleCase;
  readonly row: RecordedCase;
}

/** What is to be said against a result: a wrong forecast, fixes that do not mend. With the text that shows it. */
export function complaintsOf({ given, observed, comparison, mended }: Result): readonly string[] {
  const wrong = comparison.complaint;
  return [
    ...(wrong === undefined
      ? []
      : [
          `## ${given.name}: ${wrong}, it ${observed.outcome}\n\n${fenced(given.dockerfile)}\n${fenced(observed.output)}`,
        ]),
    ...mended.flatMap(({ mended: one, observed: after, complaint }) =>
      complaint === undefined
        ? []
        : [
            `## ${given.name}, mended by ${one.fixes.join('; ')}: ${complaint}\n\n${fenced(one.dockerfile)}\n${fenced(after.output)}`,
          ],
    ),
  ];
}

/** docs/accuracy.md, made of nothing but what was recorded. */
export function report(recorded: Recorded): string {
  const { seed, planned, date, engine, note, refused } = recorded.facts;
  const cases = casesOf(recorded);
  const rows = cases.map(({ row }) => row);
  const open = rows.filter(isOpen);
  const wrong = rows.filter(isWrong);
  const decided = rows.length - open.length;
  const failing = rows.filter(({ outcome }) => outcome !== 'runs');
  const mended = rows.flatMap((row) => row.mended);
  const untried = mended.filter(isUntried);
  const tried = mended.filter((one) => !isUntried(one));
  const promised = tried.filter((one) => one.promised);
  const others = tried.filter((one) => !one.promised);
  const stages = new Set(cases.map(({ given }) => stageOf(given))).size;
  const runs = ({ outcome }: { readonly outcome: string }): boolean => outcome === 'runs';
  return `# Accuracy

Dockerfiles are drawn at random from a space of ${dimensions.length} dimensions (below), built and run with a real Docker engine, and compared
with what \`explain\` foretells: the outcome, and the text of the error. Each fix that a failing one is offered is then applied, the
image is built and run again, and has to run.

    npm run oracle -- --seed ${seed} --cases ${planned} --update

Docker ${engine} for linux/amd64, ${date}.${note === undefined ? '' : ` ${note}`}

What was seen is in \`server/test/data/oracle.jsonl\`: \`server/test/oracle.test.ts\` compares
it with what is foretold today, and with this page. \`server/test/engine/oracle.test.ts\` builds a smaller sample anew.

| what | count |
|---|---|
| Dockerfiles built and run${planned > rows.length ? ` (of ${planned} planned)` : ''} | ${rows.length} |
| decided | ${decided} (${percent(decided, rows.length)}) |
| agree | ${decided - wrong.length} |
| disagree | ${wrong.length} |
| left open: the verdict is unknown | ${open.length} |
| not counted: the engine itself failed twice | ${refused.length} |

## What this says, and what it does not

The ${rows.length} images come from ${stages} build stages, as up to ${imagesOfStage} are made from each: what is said of the dimensions from
${code(builtBy[0])} to ${code(builtBy.at(-1))} rests on ${stages} draws, and the rarer values among them on a few.

The space is not all that the extension knows. It has builders of Debian and Alpine alone, one module, one go build or go install, and
linux/amd64 as the platform that is asked for. There are no symbolic links, no go.work, no vendor folder, no .dockerignore, no module
that has to be downloaded, no RUN with a heredoc, no script that starts the program, no HEALTHCHECK and no other platform; those have
tests of their own, some with a real engine (\`server/test/engine/cases\`). Every program ends with exit code 0 once it was started:
CA certificates or time zones that are missing make none of them end with an error, so what is said of those is not tried here.

## Fixes

Of ${failing.length} Dockerfiles that fail, ${failing.filter((row) => row.mended.length > 0).length} are offered fixes for what is an error (for what is likely wrong, where
there is no error and the verdict is not known). Each such fix makes one chain: it is applied first, and what is left is mended by the
first fix offered for it; the others are not tried in second place. Fixes that leave a part to be done by hand are left out. Many have several faults, and not each of them has a fix: for a
flag that does not exist, a package that is no program, or a go.mod that was not copied there is none.

| what | count |
|---|---|
| chains of fixes, each built and run | ${tried.length} |
| said to run then | ${promised.length} |
| of those that run | ${promised.filter(runs).length} |
| of those that do not | ${promised.filter((one) => one.complaint !== undefined).length} |
| not said to run, as an error without a fix is left${leftIn(others)} | ${others.length} |
| of those that run all the same | ${others.filter(runs).length} |
| not counted: the fix names an image that the machine could not get | ${untried.length} |

## Outcomes

| seen | foretold | unknown | wrong |
|---|---|---|---|
${(['runs', 'fails-to-build', 'fails-to-start'] as const)
  .map((outcome) => {
    const seen = rows.filter((row) => row.outcome === outcome);
    const unknown = seen.filter(isOpen).length;
    const bad = seen.filter(isWrong).length;
    return `| ${outcome} | ${seen.length - unknown - bad} | ${unknown} | ${bad} |`;
  })
  .join('\n')}

## Disagreements

${listOr(cases.flatMap(disagreementsOf))}

## Left open

${listOr(cases.filter(({ row }) => isOpen(row)).map(({ given, row }) => `- ${given.name}: ${choicesOf(given)} (it ${row.outcome})`))}

## By dimension

${dimensions.map((dimension) => tableOf(dimension, cases)).join('\n\n')}
`;
}

const code = (text = ''): string => `\`${text}\``;
const isOpen = ({ said }: RecordedCase): boolean => said === 'unknown';
const isWrong = ({ complaint }: RecordedCase): boolean => complaint !== undefined;

/** ` (rule 3, other-rule 1)`: how often which rule is the first that is left. */
function leftIn(mended: readonly RecordedMending[]): string {
  const counts = new Map<string, number>();
  for (const { left } of mended) {
    const [rule = 'none, the verdict is unknown'] = left;
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const list = [...counts].sort(([, one], [, other]) => other - one).map(([rule, count]) => `${rule} ${count}`);
  return list.length === 0 ? '' : ` (${list.join(', ')})`;
}

function disagreementsOf({ given, row: { complaint, outcome, mended } }: Case): readonly string[] {
  return [
    ...(complaint === undefined ? [] : [`- ${given.name}: ${complaint}, it ${outcome} (${choicesOf(given)})`]),
    ...mended.flatMap(({ fixes, complaint: against }) =>
      against === undefined ? [] : [`- ${given.name}, mended by ${fixes.join('; ')}: ${against} (${choicesOf(given)})`],
    ),
  ];
}

function tableOf(dimension: Dimension, cases: readonly Case[]): string {
  const values = new Map<string, RecordedCase[]>();
  for (const { given, row } of cases) {
    const value = given.choices[dimension];
    values.set(value, [...(values.get(value) ?? []), row]);
  }
  const lines = [...values]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([value, rows]) => {
      const open = rows.filter(isOpen).length;
      return `| ${value} | ${rows.length} | ${rows.length - open} | ${rows.filter(isWrong).length} |`;
    });
  return `| ${dimension} | cases | decided | wrong |\n|---|---|---|---|\n${lines.join('\n')}`;
}

function choicesOf({ choices }: OracleCase): string {
  return dimensions.map((name) => choices[name]).join(', ');
}

function listOr(lines: readonly string[]): string {
  return lines.length === 0 ? 'None.' : lines.join('\n');
}

function fenced(text: string): string {
  return `\`\`\`\n${text.trim()}\n\`\`\`\n`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}
