import { loadCore } from './host/core';
import { serve } from './lsp/serve';

serve(loadCore);
