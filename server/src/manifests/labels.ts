/**
 * The labels that ack-onepilot reads from a pod (Alibaba Cloud, "Non-intrusive Go Application Observability Based on Docker
 * Multi-stage Builds"; ARMS, monitoring-golang-applications-in-an-ack-cluster).
 */
export const languageLabel = 'aliyun.com/app-language';
export const enableLabel = 'armsPilotAutoEnable';
export const nameLabel = 'armsPilotCreateAppName';

/** Those that a pod with a Go program may carry, besides the ones of single containers. */
export const onepilotLabels: ReadonlySet<string> = new Set([
  languageLabel,
  enableLabel,
  nameLabel,
  'armsPilotAppWorkspace',
]);

/** Those that only the agents for Java and Python read. */
export const otherLanguagesLabels: ReadonlySet<string> = new Set([
  'one-agent.jdk.version',
  'armsAutoInstrumentationEnable',
]);

/** Begins the labels of single containers: `apsara.apm/container.<name>.app-language`. */
export const containerLabelPrefix = 'apsara.apm/container.';

/** `apsara.apm/container.shop.armsPilotAutoEnable` is that label for one container. */
export function baseLabelName(name: string): string {
  if (!name.startsWith(containerLabelPrefix)) return name;
  const last = name.slice(name.lastIndexOf('.') + 1);
  return last === 'app-language' ? languageLabel : last;
}

/** What stands around a text. */
export type Quote = "'" | '"';

/** A label to write, with its value as a text. */
export interface NewLabel {
  readonly name: string;
  readonly value: string;
  /** Those that it has where it comes from. */
  readonly quote?: Quote | undefined;
  /** Comments that come with it, from the `#` on: lines above it, and what stands behind it. */
  readonly above?: readonly string[];
  readonly behind?: string;
}

/** How a file writes what needs quotes. JSON has double ones around everything, names too. */
export interface LabelStyle {
  readonly quote: Quote;
  readonly json: boolean;
}

/** The three labels that a pod with a Go program needs, and the workspace where there is one. */
export function labelsFor(application: string, workspace?: string): readonly NewLabel[] {
  return [
    { name: languageLabel, value: 'golang' },
    { name: enableLabel, value: 'on' },
    { name: nameLabel, value: application },
    ...(workspace === undefined ? [] : [{ name: 'armsPilotAppWorkspace', value: workspace }]),
  ];
}

/** Whether a text can be the value of a label (Kubernetes, "Labels and Selectors": syntax and character set). */
export function isLabelValue(text: string): boolean {
  return /^(?=.{1,63}$)[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(text);
}

/**
 * What a plain scalar is to YAML 1.1, by which Kubernetes reads manifests: `on` and `yes` are booleans there (yaml.org/type/bool).
 * Undefined if it is a text.
 */
export function typeOfPlain(text: string): 'boolean' | 'number' | 'null' | undefined {
  if (/^(?:yes|no|true|false|on|off)$/i.test(text)) return 'boolean';
  if (/^[-+]?(?:[0-9][0-9_]*(?:\.[0-9][0-9_]*)?|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?$|^0x[0-9a-f_]+$/i.test(text))
    return 'number';
  return text === '' || /^(?:~|null)$/i.test(text) ? 'null' : undefined;
}

/** A label as a line of YAML. */
export function labelText(label: NewLabel, style: LabelStyle = { quote: "'", json: false }): string {
  return `${style.json ? quoted(label.name, '"') : label.name}: ${valueText(label, style)}`;
}

/** The value of a label as it is written: in the quotes that it has, or in those of the file where another type would be read. */
export function valueText({ value, quote }: Omit<NewLabel, 'name'>, style: LabelStyle): string {
  const plain = /^[A-Za-z][\w.-]*$/.test(value) && typeOfPlain(value) === undefined && !/^[yn]$/i.test(value);
  if (style.json) return quoted(value, '"');
  return quote === undefined && plain ? value : quoted(value, quote ?? style.quote);
}

/** A text between quotes. */
export function quoted(value: string, quote: Quote): string {
  return quote === '"' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}

/** The quotes that a file has around most of its texts; single ones where it has none. */
export function usualQuote(text: string): Quote {
  const double = text.match(/(?<=[\s[{,:])"(?=\S)/g)?.length ?? 0;
  const single = text.match(/(?<=[\s[{,:])'(?=\S)/g)?.length ?? 0;
  return double > single ? '"' : "'";
}
