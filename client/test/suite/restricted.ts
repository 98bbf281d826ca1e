import './restricted.test';
import { runAndReport } from './report';

/** Called by the extension host of VS Code with a folder that is not trusted. */
export const run = runAndReport;
