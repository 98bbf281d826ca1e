# covers: CC= set; cross gcc (apt)
# program: cgo
# platform: linux/arm64
# verdict: runs
# linkage: dynamic glibc
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc-aarch64-linux-gnu libc6-dev-arm64-cross
WORKDIR /src
COPY . .
RUN CC=aarch64-linux-gnu-gcc CGO_ENABLED=1 GOARCH=arm64 go build -o /app .

FROM debian:bookworm-slim
COPY --from=build /app /app
CMD ["/app"]
