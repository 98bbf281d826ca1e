import './host/keepCompiledCode';
import { join } from 'node:path';
import { loadCore } from './host/core';
import { givingMemoryBack, keepYoungSpace } from './host/giveMemoryBack';
import { serve } from './lsp/serve';

/** Beside this bundle; the build packs them. */
const translations = join(__dirname, 'translations.json');
serve(async (locale) => {
  await keepYoungSpace();
  return givingMemoryBack(await loadCore(locale, translations));
});
