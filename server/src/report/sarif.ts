import type { ArtifactLocation, Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import type { ReportedFinding } from '../analysis';
import { docsUrl } from '../rules/page';
import type { Fix, RuleDescription, Severity } from '../rules/rule';
import { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';
import type { FileReport } from './fileReport';
import { fingerprinter } from './fingerprint';
import { withoutDots } from './path';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** How GitHub sorts alerts: the property `problem.severity` of rules in "SARIF support for code scanning". */
const alertLevels: Readonly<Record<Severity, 'error' | 'warning' | 'recommendation'>> = {
  error: 'error',
  warning: 'warning',
  information: 'recommendation',
  hint: 'recommendation',
};

const fixWords: Readonly<Record<RuleDescription['fix'], string>> = {
  none: 'There is no automatic fix.',
  sometimes: 'Often there is an automatic fix.',
  always: 'There is an automatic fix.',
};

/** What relative paths are relative to. The name is the one that GitHub and the viewers of SARIF take for the repository's root. */
const sourceRoot = '%SRCROOT%';

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
        originalUriBaseIds: {
          [sourceRoot]: { description: { text: 'The folder in which go-dockerfile was started.' } },
        },
        columnKind: 'utf16CodeUnits',
        // Those of LineIndex; the first that fits counts.
        newlineSequences: ['\r\n', '\n', '\r'],
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

function describeRule({ id, title, severity, fix, category }: RuleDescription): ReportingDescriptor {
  const page = docsUrl(id);
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: `${title}. ${fixWords[fix]}` },
    helpUri: page,
    help: {
      text: `${title}. ${fixWords[fix]} What it reports, why it matters and how to mend it: ${page}`,
      markdown: `**${title}.** ${fixWords[fix]}\n\n[What it reports, why it matters and how to mend it](${page})\n\nTo silence it for one instruction, write \`# go-dockerfile ignore=${id}\` on the line above.`,
    },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [category], 'problem.severity': alertLevels[severity] },
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
  const fingerprintOf = fingerprinter(text ?? '');
  const toFix = ({ title, safety, edits }: Fix) => ({
    description: { text: title },
    properties: { safety },
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
    // SARIF wants at least one replacement in each.
    const mending = fixes.filter(({ edits }) => edits.length > 0);
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
      partialFingerprints: { 'goDockerfileInstruction/v1': fingerprintOf(rule.id, span) },
      ...(mending.length > 0 && { fixes: mending.map(toFix) }),
    };
  });
}

/** A relative path is one below the root of the sources; whoever reads the report knows where that is. */
function artifact(path: string): ArtifactLocation {
  const drive = /^[A-Za-z]:(?=\/)/.exec(path)?.[0];
  if (drive !== undefined) return { uri: `file:///${drive}${toUri(path.slice(drive.length))}` };
  if (path.startsWith('/')) return { uri: `file://${toUri(path)}` };
  const uri = toUri(withoutDots(path));
  // SARIF 2.1.0, section 3.14.14: what leads out of the root is not relative to it.
  return uri.startsWith('../') ? { uri } : { uri, uriBaseId: sourceRoot };
}

/** Each segment percent-encoded; halves of surrogate pairs, which some file systems let through, have no encoding. */
function toUri(path: string): string {
  return path
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
