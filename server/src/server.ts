import './host/keepCompiledCode';
import { join } from 'node:path';
import { loadCore } from './host/core';
import { serve } from './lsp/serve';

/** Beside this bundle; the build packs them. */
const translations = join(__dirname, 'translations.json');
serve((locale) => loadCore(locale, translations));
