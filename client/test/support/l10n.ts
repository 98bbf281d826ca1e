/** `l10n` of `vscode`, in English. */
export const l10n = {
  t: (sentence: string, ...values: readonly (string | number | boolean)[]): string =>
    sentence.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)] ?? '')),
};
