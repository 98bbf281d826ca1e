import { isUntried } from './mend';
import type { Result } from './run';
import { type Dimension, dimensions } from './sample';

/** What a run was asked for, and what it took. */
export interface RunFacts {
  readonly seed: number;
  readonly planned: number;
  readonly minutes: number;
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

/** The observations that unit tests compare with: a line of JSON for each case, without what is printed but for its end. */
export function recordOf(results: readonly Result[]): string {
  return results
    .map(({ given: { name }, observed: { outcome, output } }) =>
      JSON.stringify({ name, outcome, output: output.slice(-recorded) }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

const recorded = 1500;

/** docs/accuracy.md. */
export function report(results: readonly Result[], { seed, planned, minutes }: RunFacts): string {
  const decided = results.filter(({ comparison }) => comparison.said !== 'unknown');
  const wrong = results.filter(({ comparison }) => comparison.complaint !== undefined);
  const mended = results.flatMap((result) => result.mended);
  const runs = mended.filter(({ observed }) => observed.outcome === 'runs');
  const untried = mended.filter(({ observed }) => isUntried(observed));
  const wholly = mended.filter(({ mended: one }) => one.left.length === 0);
  const complaints = results.flatMap(complaintsOf);
  return `# Accuracy

Dockerfiles are drawn at random from the whole space that the extension knows (${dimensions.length} dimensions, below), built and run
with a real Docker engine, and compared with what \`explain\` foretells: the outcome, and the text of the error. Each fix that
an error offers is then applied, the image is built and run again, and has to run.

    npm run oracle -- --seed ${seed} --cases ${planned} --update

| what | count |
|---|---|
| Dockerfiles built${planned > results.length ? ` (of ${planned} planned)` : ''} | ${results.length} |
| decided | ${decided.length} (${percent(decided.length, results.length)}) |
| agree | ${decided.length - wrong.length} |
| disagree | ${wrong.length} |
| left open: the verdict is unknown | ${results.length - decided.length} |
| ways to mend a failing one, by its fixes | ${mended.length} |
| of those without an error left | ${wholly.length} |
| of those with an image that the machine could not get, so that nothing was learned | ${untried.length} |
| of those that run | ${runs.length} |
| fixes that do not mend | ${complaints.length - wrong.length} |

The last run took ${minutes.toFixed(0)} minutes on top of what was known from earlier ones.

## Outcomes

| seen | foretold | unknown | wrong |
|---|---|---|---|
${(['runs', 'fails-to-build', 'fails-to-start'] as const)
  .map((outcome) => {
    const seen = results.filter(({ observed }) => observed.outcome === outcome);
    const open = seen.filter(({ comparison }) => comparison.said === 'unknown').length;
    const bad = seen.filter(({ comparison }) => comparison.complaint !== undefined).length;
    return `| ${outcome} | ${seen.length - open - bad} | ${open} | ${bad} |`;
  })
  .join('\n')}

## By dimension

${dimensions.map((dimension) => tableOf(dimension, results)).join('\n\n')}

## Disagreements

${complaints.length === 0 ? 'None.' : complaints.join('\n\n').replaceAll(/^## /gm, '### ')}

## Left open

${listOpen(results)}
`;
}

function tableOf(dimension: Dimension, results: readonly Result[]): string {
  const rows = new Map<string, Result[]>();
  for (const result of results) {
    const value = result.given.choices[dimension];
    rows.set(value, [...(rows.get(value) ?? []), result]);
  }
  const lines = [...rows]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([value, those]) => {
      const decided = those.filter(({ comparison }) => comparison.said !== 'unknown');
      const wrong = those.filter(({ comparison }) => comparison.complaint !== undefined);
      return `| ${value} | ${those.length} | ${decided.length} | ${wrong.length} |`;
    });
  return `| ${dimension} | cases | decided | wrong |\n|---|---|---|---|\n${lines.join('\n')}`;
}

function listOpen(results: readonly Result[]): string {
  const open = results.filter(({ comparison }) => comparison.said === 'unknown');
  if (open.length === 0) return 'None.';
  return open
    .map(
      ({ given, observed }) =>
        `- ${given.name}: ${dimensions.map((name) => given.choices[name]).join(', ')} (it ${observed.outcome})`,
    )
    .join('\n');
}

function fenced(text: string): string {
  return `\`\`\`\n${text.trim()}\n\`\`\`\n`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}
