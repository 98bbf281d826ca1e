import { loadCore } from './browser/core';
import { serveBrowser } from './lsp/serveBrowser';

serveBrowser(loadCore);
