/** What pure modules of the client use of `vscode`, for tests outside of VS Code (vitest.config.mjs). */
export { l10n } from './l10n';
