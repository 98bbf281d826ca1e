import './buildGraph.test';
import './codeActions.test';
import './completion.test';
import './dockerfile.test';
import './files.test';
import './hintsAndLenses.test';
import './names.test';
import './settings.test';
import './squiggles.test';
import { runAndReport } from './report';

/** Called by the extension host of VS Code under test, on the desktop and in the browser alike. */
export const run = runAndReport;
