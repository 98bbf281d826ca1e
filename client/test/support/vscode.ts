/** What pure modules of the client use of `vscode`, for tests outside of VS Code (vitest.config.mjs). */
export const l10n = {
  t: (sentence: string, ...values: readonly (string | number | boolean)[]): string =>
    sentence.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)] ?? '')),
};
