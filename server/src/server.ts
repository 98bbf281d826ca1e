import { join } from 'node:path';
import { keepCompiledCode } from './host/compiledCode';
import { loadCore } from './host/core';
import { serve } from './lsp/serve';

keepCompiledCode();
/** Beside the bundles' folder in the package, and beside `server/src` in the repository: at the root of either. */
const translations = join(__dirname, '../../l10n');
serve((locale) => loadCore(locale, translations));
