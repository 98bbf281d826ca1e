/** The folder that holds one folder per rule, as a browser shows it. */
const pages = 'https://github.com/go-dockerfile/go-dockerfile/blob/main/server/src/rules';

/** Address of a rule's page. */
export function docsUrl(ruleId: string): string {
  return `${pages}/${ruleId}/README.md`;
}
