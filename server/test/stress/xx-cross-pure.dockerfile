# syntax=docker/dockerfile:1
# expects: nothing
# because: xx-go reads TARGETPLATFORM, which the stage declares.
# platform: linux/arm/v7
# program: nethttp
FROM --platform=$BUILDPLATFORM tonistiigi/xx AS xx
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
COPY --from=xx / /
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
ARG TARGETPLATFORM
ENV CGO_ENABLED=0
RUN xx-go build -o /out/app . && xx-verify /out/app

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
