import { join } from 'node:path';
import { keepCompiledCode } from './host/compiledCode';
import { loadCore } from './host/core';
import { serve } from './lsp/serve';

keepCompiledCode();
/** Beside this bundle; the build packs them. */
const translations = join(__dirname, 'translations.json');
serve((locale) => loadCore(locale, translations));
