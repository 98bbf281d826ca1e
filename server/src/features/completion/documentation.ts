import { say } from '../../text/say';
import { goFlagText } from '../texts/goFlagTexts';
import { textOf, type TextRow } from '../texts/textRow';
import { variableTexts } from '../texts/variableTexts';

/** A row of the tables of texts as Markdown, with its values and where it is from. */
export function documentRow(row: TextRow | undefined, ...more: readonly (string | undefined)[]): string | undefined {
  if (!row) return more.filter((each) => each !== undefined).join('\n\n') || undefined;
  const values = row.values?.map(({ name, text }) => `- \`${name}\`: ${text}`).join('\n');
  const source = say`Source: ${linkTo(row)}`;
  return [row.text, values, ...more, source].filter((each) => each !== undefined).join('\n\n');
}

/** One value of a row: its own text, then where it is from. */
export function documentValue(row: TextRow | undefined, value: string): string | undefined {
  const found = row?.values?.find(({ name }) => name === value);
  return row && found && [found.text, say`Source: ${linkTo(row)}`].join('\n\n');
}

function linkTo({ source }: TextRow): string {
  return `[${source.title}](${source.url})`;
}

/** A variable of Go or BuildKit. */
export function documentVariable(name: string, ...more: readonly (string | undefined)[]): string | undefined {
  return documentRow(textOf(variableTexts, name), ...more);
}

/** A flag of a go command. */
export function documentGoFlag(verb: string, name: string): string | undefined {
  return documentRow(goFlagText(verb, name));
}
