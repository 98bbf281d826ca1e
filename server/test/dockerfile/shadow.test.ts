import { expect, test } from 'vitest';
import { scan } from '../../src/dockerfile/scan';
import { createShadow } from '../../src/dockerfile/shadow';

const shadow = (text: string): string => createShadow(text, scan(text));

test.each([
  ['arguments are letters', 'FROM a\nRUN --x "y" <<<', 'FROM x\nRUN xxxxxxxxxxx'],
  ['directives vanish', '# syntax=x\nFROM a', '          \nFROM x'],
  ['comments between instructions lose their text', 'FROM a\n # a=\\\nUSER y', 'FROM x\n #xxxx\nUSER x'],
  ['comments within an instruction vanish', 'RUN a \\\n# b \\\nc', 'RUN xx\\\n     \nx'],
  ['an escaped escape does not go on', 'RUN a\\ b \\\\\nUSER y', 'RUN xxxxxxx\nUSER x'],
  ['a continuation ends the line', 'RUN a \\ \t\n b', 'RUN xx  \\\nxx'],
  ['every escape character becomes a backslash', '# escape=`\nRUN C:\\ `\n b', '          \nRUN xxxx\\\nxx'],
  ['here-documents vanish', 'RUN << EOF\r\nfoo\r\nEOF\r\nUSER y', 'RUN xxxxxx\r\n   \r\n   \r\nUSER x'],
  ['rare white space is blank', '\uFEFF\u00a0RUN\va\rb', '  RUN xxx'],
  ['a byte order mark elsewhere is none', 'FROM a\n\uFEFFRUN y', 'FROM x\nxRUN x'],
  ['lines before the keyword vanish', '\\\n# c\nRUN y', ' \n   \nRUN x'],
  ['a split keyword stays', 'FR\\\nOM a', 'FR\\\nOM x'],
])('%s', (_, text, expected) => {
  expect(shadow(text)).toBe(expected);
});
