# syntax=docker/dockerfile:1
# expects: nothing
# because: the builder runs on the build platform and Go cross compiles; TARGETVARIANT v7 becomes GOARM 7.
# program: nethttp
# platform: linux/arm/v7
# verdict: runs
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH TARGETVARIANT
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
