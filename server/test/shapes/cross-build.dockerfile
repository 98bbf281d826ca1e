# covers: FROM --platform=$BUILDPLATFORM; GOOS from TARGETOS; GOARCH from TARGETARCH; syntax-directive; mount cache; cache on GOCACHE; cache on module cache
# program: nethttp
# platform: linux/arm64
# verdict: runs
# linkage: static
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
ARG TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .

FROM gcr.io/distroless/static-debian12
COPY --from=build /app /app
ENTRYPOINT ["/app"]
