import type { Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import type { ReportedFinding } from '../analysis';
import { docsUrl } from '../rules/page';
import type { Fix, RuleDescription, Severity } from '../rules/rule';
import { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';
import type { FileReport } from './fileReport';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** Findings in SARIF 2.1.0, as code scanning services read it. Columns count UTF-16 units from 1. */
export function sarifReport(files: readonly FileReport[], rules: readonly RuleDescription[], version: string): string {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'go-dockerfile',
            version,
            informationUri: 'https://github.com/go-dockerfile/go-dockerfile',
            rules: rules.map(describeRule),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: files.every(({ problem }) => problem === undefined),
            toolExecutionNotifications: files.flatMap(({ path, problem }) =>
              problem === undefined
                ? []
                : [
                    {
                      level: 'error' as const,
                      message: { text: problem },
                      locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
                    },
                  ],
            ),
          },
        ],
        results: files.flatMap((file) => resultsOf(file, rules)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describeRule({ id, title, severity, category }: RuleDescription): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    helpUri: docsUrl(id),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [category] },
  };
}

function resultsOf({ path, text, findings }: FileReport, rules: readonly RuleDescription[]): Result[] {
  const index = new LineIndex(text ?? '');
  const region = (span: Span): Region => {
    const start = index.positionAt(span.start);
    const end = index.positionAt(span.end);
    return {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
  const location = (span: Span): PhysicalLocation => ({ artifactLocation: artifact(path), region: region(span) });
  const toFix = ({ title, edits }: Fix) => ({
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: artifact(path),
        replacements: edits.map(({ span, newText }) => ({
          deletedRegion: region(span),
          insertedContent: { text: newText },
        })),
      },
    ],
  });
  return findings.map(({ rule, severity, message, span, related = [], fixes }: ReportedFinding) => {
    const ruleIndex = rules.findIndex(({ id }) => id === rule.id);
    return {
      ruleId: rule.id,
      ...(ruleIndex >= 0 && { ruleIndex }),
      level: levels[severity],
      message: { text: message },
      locations: [{ physicalLocation: location(span) }],
      ...(related.length > 0 && {
        relatedLocations: related.map((other, id) => ({
          id: id + 1,
          physicalLocation: location(other.span),
          message: { text: other.message },
        })),
      }),
      ...(fixes.length > 0 && { fixes: fixes.map(toFix) }),
    };
  });
}

/** A relative path is one below the root of the sources; whoever reads the report knows where that is. */
function artifact(path: string) {
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:\//.test(path);
  const uri = path.split('/').map(encodeURIComponent).join('/');
  if (!isAbsolute) return { uri, uriBaseId: '%SRCROOT%' };
  return { uri: `file://${path.startsWith('/') ? uri : `/${path.slice(0, 2)}${uri.slice(uri.indexOf('/'))}`}` };
}
