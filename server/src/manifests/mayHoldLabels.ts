/** Whether a YAML text has anything in it that the rules about manifests speak of. Cheap: asked before anything is loaded. */
export function mayHoldLabels(text: string): boolean {
  return /armsPilot|aliyun\.com\/app-language|armsAutoInstrumentationEnable|one-agent\.jdk/.test(text);
}
