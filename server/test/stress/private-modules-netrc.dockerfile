# syntax=docker/dockerfile:1
# expects: nothing
# because: the secret is a mount for one RUN; neither a layer nor the history keeps it.
FROM golang:1.26-bookworm AS build
ENV GOPRIVATE=git.example.com GONOSUMDB=git.example.com
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true \
    --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
