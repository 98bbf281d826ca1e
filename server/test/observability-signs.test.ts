import { describe, expect, test } from 'vitest';
import { analyse } from '../src/analyse';
import { memoryTree } from '../src/workspace/sourceTree';

const context = memoryTree({
  'go.mod': 'module example.com/app\n\ngo 1.22\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
  'dashboards/dynatrace.json': '{}\n',
  'liboneagentproc.so': '',
});

interface Places {
  readonly before?: string;
  readonly builder?: string;
  readonly build?: string;
  readonly final?: string;
}

function dockerfile({ before = '', builder = '', build = 'go build -o /app .', final = '' }: Places): string {
  return `${before}FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
${builder}
RUN CGO_ENABLED=0 ${build}

FROM gcr.io/distroless/static-debian12
${final}
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;
}

function profilesOf(places: Places): readonly string[] {
  return [...analyse({ text: dockerfile(places), context }).model.observability.profiles];
}

/** Names that are Dynatrace’s, in files that nothing looks into. */
const lookAlikes: readonly Places[] = [
  { final: 'COPY dashboards/dynatrace.json /d.json' },
  { build: "go build -ldflags '-X github.com/dynatrace-oss/thing/version.v=1' -o /app ." },
  { builder: 'RUN go mod download github.com/dynatrace-oss/dynatrace-metric-utils-go' },
  { build: 'go build -o /out/dynatrace-service . && cp /out/dynatrace-service /app' },
  { builder: 'RUN mkdir -p /var/lib/dynatrace/enrichment /opt/dynatrace/oneagent /src/oneagent/data' },
  { final: 'LABEL com.dynatrace.team=x dynatrace.com/inject=false vendor="Dynatrace LLC"' },
  {
    final:
      'ENV DT_API_URL=https://dependency-track.example.com/api DT_API_TOKEN=x DT_HOME=/d DT_TAGS=a DT_CLUSTER_ID=1',
  },
  { final: 'ENV DT_RELEASE_DATE=2026-01-01 DT_FORMAT=iso DT_INCLUDE=a ONEAGENT_HINT=1' },
  { final: 'ENV OPERATOR=dynatrace-operator APPOPTIMA_DASHBOARD=https://appoptima.example.com' },
  { final: 'COPY ./third_party_licenses /usr/share/dynatrace-operator/third_party_licenses' },
  { builder: 'RUN curl -fsSL https://github.com/Dynatrace/dynatrace-operator/releases/download/v1/x.yaml -o x.yaml' },
  // For another program than the one that is shipped.
  {
    before:
      'FROM debian:bookworm-slim AS test\nENV LD_PRELOAD=/opt/dynatrace/oneagent/agent/lib64/liboneagentproc.so DT_TENANT=a\n\n',
  },
];

/** What is the agent itself, or read by nothing but it. */
const signs: readonly (readonly [Places, string])[] = [
  [{ final: 'COPY --from=abc.live.dynatrace.com/linux/oneagent-codemodules:go / /' }, 'oneagent'],
  [{ final: 'COPY --from=10.0.0.1:9999/e/abc/linux/oneagent-codemodules-musl:all / /' }, 'oneagent'],
  [
    { before: 'FROM public.ecr.aws/dynatrace/dynatrace-codemodules:1.300 AS agent\n', final: 'COPY --from=agent / /' },
    'oneagent',
  ],
  [{ final: 'ENV LD_PRELOAD=/opt/dynatrace/oneagent/agent/lib64/liboneagentproc.so' }, 'oneagent'],
  [{ final: 'ENV LD_PRELOAD /opt/dynatrace/oneagent/agent/lib64/liboneagentproc.so' }, 'oneagent'],
  [{ final: 'ENV DT_TENANT=abc DT_TENANTTOKEN=x DT_CONNECTION_POINT=https://a' }, 'oneagent'],
  [{ final: 'ENV DT_RELEASE_VERSION=1.2.3' }, 'oneagent'],
  [{ final: 'LABEL oneagent.dynatrace.com/inject="true"' }, 'oneagent'],
  [
    {
      final:
        'ADD https://abc.live.dynatrace.com/api/v1/deployment/installer/agent/unix/paas/latest?flavor=default&include=go /agent.zip',
    },
    'oneagent',
  ],
  // As Dynatrace's page has it, with a token that the builder is given.
  [
    {
      final:
        'ARG DT_API_TOKEN\nRUN wget -O a.zip "https://abc.live.dynatrace.com/api/v1/deployment/installer/agent/unix/paas/latest?Api-Token=$DT_API_TOKEN&include=go"',
    },
    'oneagent',
  ],
  [{ final: 'ENV LD_PRELOAD=/opt/appoptima/oneagent/agent/lib64/liboneagentproc.so' }, 'appoptima'],
];

describe('signs of OneAgent', () => {
  test.each(lookAlikes)('%j shows none', (places) => {
    expect(profilesOf(places)).toEqual([]);
    const found = analyse({ text: dockerfile(places), context }).findings.map(({ rule }) => rule.id);
    expect(found.filter((id) => id.startsWith('oneagent-'))).toEqual([]);
  });

  test.each(signs)('%j is one', (places, profile) => {
    expect(profilesOf(places)).toEqual([profile]);
  });
});

/** Of the shape of an operator that puts agents into other pods, and whose names all come from there. */
test('a program that is made by the makers of an agent is not watched by it', () => {
  const text = `FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS operator-build
WORKDIR /app
COPY . .
ARG GO_LINKER_ARGS
ARG TARGETARCH
ARG TARGETOS
RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg \\
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \\
    go build -trimpath -ldflags="\${GO_LINKER_ARGS}" -o ./build/_output/bin/dynatrace-operator .

FROM registry.access.redhat.com/ubi9-micro:9.5 AS base
FROM base
COPY --from=operator-build /app/build/_output/bin /usr/local/bin
COPY ./third_party_licenses /usr/share/dynatrace-operator/third_party_licenses
LABEL name="Dynatrace Operator" url="https://www.dynatrace.com" io.openshift.tags="observability,dynatrace,operator"
ENV OPERATOR=dynatrace-operator USER_NAME=dynatrace-operator
ENTRYPOINT ["/usr/local/bin/dynatrace-operator"]
`;
  const { model, findings } = analyse({ text, context });
  expect(model.observability.signs).toEqual([]);
  expect(findings.filter(({ rule }) => rule.category === 'observability')).toEqual([]);
});
