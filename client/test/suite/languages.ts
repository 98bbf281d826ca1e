import './languages.test';
import { runAndReport } from './report';

/** Called by the extension host of a VS Code whose display language is another than English. */
export const run = runAndReport;
