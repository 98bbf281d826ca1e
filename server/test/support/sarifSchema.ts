/**
 * The part of SARIF 2.1.0 that our reports use, as a JSON schema: sections 3.4 to 3.58 of the OASIS standard "Static Analysis
 * Results Interchange Format (SARIF) Version 2.1.0". It is stricter than the standard's own schema: members that we do not write
 * are not allowed, and those that GitHub needs (see "SARIF support for code scanning" in its documentation) are required.
 */
type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string', minLength: 1 };
const anyText: Schema = { type: 'string' };
const uri: Schema = { type: 'string', format: 'uri' };
const positive: Schema = { type: 'integer', minimum: 1 };
const level: Schema = { enum: ['none', 'note', 'warning', 'error'] };
const message = object({ text }, {});
const inTwoFormats = object({ text }, { markdown: text });

/** 3.30 region: lines and columns from 1. */
const region = object({ startLine: positive, startColumn: positive, endLine: positive, endColumn: positive }, {});

/** 3.4 artifactLocation, in the two forms that we write. */
const artifactLocation: Schema = {
  anyOf: [
    object({ uri: { type: 'string', format: 'uri-below-root' }, uriBaseId: { const: '%SRCROOT%' } }, {}),
    object({ uri: { type: 'string', format: 'uri-reference', pattern: '^(?:file:///|\\.\\./)' } }, {}),
  ],
};

/** 3.28 location with 3.29 physicalLocation. */
const place = object({ artifactLocation, region }, {});

const rule = object(
  {
    id: { type: 'string', pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$' },
    shortDescription: inTwoFormats,
    fullDescription: inTwoFormats,
    helpUri: uri,
    help: object({ text, markdown: text }, {}),
    defaultConfiguration: object({ level }, {}),
    properties: object({ tags: list(text), 'problem.severity': { enum: ['error', 'warning', 'recommendation'] } }, {}),
  },
  {},
);

/** 3.55 fix. */
const fix = object(
  {
    description: message,
    artifactChanges: list(
      object(
        {
          artifactLocation,
          replacements: list(object({ deletedRegion: region, insertedContent: object({ text: anyText }, {}) }, {})),
        },
        {},
      ),
    ),
    properties: object({ safety: { enum: ['safe', 'review'] } }, {}),
  },
  {},
);

/** 3.27 result. */
const result = object(
  {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    locations: { ...list(object({ physicalLocation: place }, {})), maxItems: 1 },
    partialFingerprints: { type: 'object', minProperties: 1, additionalProperties: text },
  },
  {
    relatedLocations: list(object({ id: positive, physicalLocation: place, message }, {})),
    fixes: list(fix),
  },
);

/** 3.58 notification. */
const notification = object(
  { level, message, locations: list(object({ physicalLocation: object({ artifactLocation }, {}) }, {})) },
  {},
);

/** 3.14 run. */
const run = object(
  {
    tool: object({ driver: object({ name: text, version: text, informationUri: uri, rules: list(rule) }, {}) }, {}),
    originalUriBaseIds: {
      type: 'object',
      additionalProperties: object({ description: message }, {}),
    },
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    newlineSequences: list(text),
    invocations: {
      ...list(
        object(
          {
            executionSuccessful: { type: 'boolean' },
            toolExecutionNotifications: { type: 'array', items: notification },
          },
          {},
        ),
      ),
    },
    results: { type: 'array', items: result },
  },
  {},
);

export const sarifSchema: Schema = object(
  { $schema: uri, version: { const: '2.1.0' }, runs: { ...list(run), maxItems: 1 } },
  {},
);

/** An object with these members and no others. */
function object(required: Readonly<Record<string, Schema>>, optional: Readonly<Record<string, Schema>>): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** An array of different things, one at least. */
function list(items: Schema): Schema {
  return { type: 'array', items, minItems: 1, uniqueItems: true };
}
