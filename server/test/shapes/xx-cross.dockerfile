# covers: xx-go; xx image; FROM --platform=$BUILDPLATFORM
# program: nethttp
# platform: linux/arm64
# verdict: runs
# linkage: static
FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.6.1 AS xx

FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
COPY --from=xx / /
WORKDIR /src
COPY . .
ARG TARGETPLATFORM
ENV CGO_ENABLED=0
RUN xx-go build -o /app . && xx-verify /app

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
