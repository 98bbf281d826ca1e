import './buildGraph.test';
import './codeActions.test';
import './completion.test';
import './dockerfile.test';
import './files.test';
import './hintsAndLenses.test';
import './names.test';
import './restart.test';
import './settings.test';
import './squiggles.test';
// Last, as its terminals take the focus from the editor.
import './build.test';
import './inspect.test';
import './multiArch.test';
import './run.test';
import { runAndReport } from './report';

/** Called by the extension host of VS Code under test, on the desktop and in the browser alike. */
export const run = runAndReport;
