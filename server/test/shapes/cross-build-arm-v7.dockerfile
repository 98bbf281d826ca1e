# covers: GOARM
# program: nethttp
# platform: linux/arm/v7
# verdict: runs
# linkage: static
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
ARG TARGETOS TARGETARCH TARGETVARIANT
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/app"]
