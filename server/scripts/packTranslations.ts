/**
 * Writes the translations in `l10n/` as the package holds them: those of the client as VS Code reads them, those of the server in
 * less room. A part of `npm run build`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { packTranslations } from '../src/host/translations';
import { bundlePath } from './generated';
import { readSaid } from './said';

const client = readSaid('.', ['client/src']);
const server = readSaid('.', ['server/src']);

mkdirSync('out/l10n', { recursive: true });
for (const [language, texts] of Object.entries(client.translations)) {
  const own = client.sentences.map(({ key }) => [key, texts[key]]);
  writeFileSync(`out/${bundlePath(language)}`, JSON.stringify(Object.fromEntries(own)));
}
const packed = packTranslations(
  server.sentences.map(({ key }) => key),
  server.translations,
);
writeFileSync('out/server/translations.json', JSON.stringify(packed));
