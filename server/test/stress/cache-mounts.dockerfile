# syntax=docker/dockerfile:1
# expects: nothing
# because: the modules and the build cache are where go looks for them as root, and the binary is written outside of both.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
