import { keepCompiledCode } from './host/compiledCode';
import { loadCore } from './host/core';
import { serve } from './lsp/serve';

keepCompiledCode();
serve(loadCore);
