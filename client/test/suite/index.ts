import './buildGraph.test';
import './dockerfile.test';
import './hintsAndLenses.test';
// Last, as its terminals take the focus from the editor.
import './build.test';
import './multiArch.test';
import { runAndReport } from './report';

/** Called by the extension host of VS Code under test, on the desktop and in the browser alike. */
export const run = runAndReport;
