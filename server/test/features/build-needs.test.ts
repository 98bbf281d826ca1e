import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse';
import { buildNeeds } from '../../src/features/buildNeeds';
import { rethrow } from '../support/fixtures';

const dockerfile = `ARG GO_VERSION
ARG UNUSED
FROM golang:\${GO_VERSION} AS build
ARG VERSION
ARG COMMIT
ARG DATE=today
ARG HTTP_PROXY
ARG CHANNEL
ARG TARGETARCH
RUN echo $HTTP_PROXY $DATE \${CHANNEL:-stable} $TARGETARCH $VERSIONS
RUN --mount=type=secret,id=netrc,target=/root/.netrc --mount=type=ssh go build -ldflags "-X main.v=$VERSION" -o /app .
FROM build AS test
ARG SUITE
RUN --mount=type=secret,target=/run/secrets/token,required=true go test -run \${SUITE} ./...
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;

function needsOf(text: string, stage?: string, buildArgs: Readonly<Record<string, string>> = {}) {
  return buildNeeds(analyse({ text, context: undefined, buildArgs, bug: rethrow }).model, stage);
}

describe('what a build has to be given', () => {
  test('for the target, and all that it is made of', () => {
    expect(needsOf(dockerfile)).toEqual({
      missingArgs: ['GO_VERSION', 'VERSION'],
      secrets: [{ id: 'netrc', required: false }],
      ssh: [{ id: 'default', required: false }],
      stages: ['build', 'test'],
      buildsGo: true,
    });
  });

  test('for another stage', () => {
    expect(needsOf(dockerfile, 'Test')).toMatchObject({
      missingArgs: ['GO_VERSION', 'VERSION', 'SUITE'],
      secrets: [
        { id: 'netrc', required: false },
        { id: 'token', required: true },
      ],
    });
  });

  test('beside what the settings give', () => {
    expect(needsOf(dockerfile, undefined, { GO_VERSION: '1.26', VERSION: '' }).missingArgs).toEqual([]);
  });

  test.each(['', 'FROM alpine:3.22\n', 'FROM golang:1.26\nARG\nRUN --mount=type=secret true\n'])(
    'nothing: %j',
    (text) => {
      expect(needsOf(text)).toEqual({ missingArgs: [], secrets: [], ssh: [], stages: [], buildsGo: false });
      expect(needsOf(text, 'nosuch').missingArgs).toEqual([]);
    },
  );
});
