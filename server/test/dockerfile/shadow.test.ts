import { expect, test } from 'vitest';
import { scan } from '../../src/dockerfile/scan';
import { createShadow } from '../../src/dockerfile/shadow';

const shadow = (text: string): string => createShadow(text, scan(text));

test.each([
  ['plain text stays', 'FROM a\nRUN x', 'FROM a\nRUN x'],
  ['directives vanish', '# syntax=x\nFROM a', '          \nFROM a'],
  ['comments between instructions lose their text', 'FROM a\n # a=\\\nUSER x', 'FROM a\n #xxxx\nUSER x'],
  ['comments within an instruction vanish', 'RUN a \\\n# b \\\nc', 'RUN a \\\n     \nc'],
  ['escapes within a line are masked', 'RUN a\\ b \\\\\nUSER x', 'RUN ax b xx\nUSER x'],
  ['a continuation ends the line', 'RUN a \\ \t\n b', 'RUN a   \\\n b'],
  ['every escape character becomes a backslash', '# escape=`\nRUN C:\\ `\n b', '          \nRUN C:x \\\n b'],
  ['<< is masked', 'RUN echo "<<EOF"', 'RUN echo "xxEOF"'],
  ['here-documents vanish', 'RUN << EOF\r\nfoo\r\nEOF\r\nUSER x', 'RUN xx EOF\r\n   \r\n   \r\nUSER x'],
  ['rare white space is blank', '\uFEFF\u00a0RUN\va\rb', '  RUN a b'],
  ['lines before the keyword vanish', '\\\n# c\nRUN x', ' \n   \nRUN x'],
])('%s', (_, text, expected) => {
  expect(shadow(text)).toBe(expected);
});
