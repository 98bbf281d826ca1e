# expects: nothing
# because: the variant is a stage name with a default, here glibc, which takes the program of bookworm.
# program: cgo
# verdict: runs
ARG VARIANT=glibc

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o /out/app .

FROM debian:12-slim AS base-glibc
FROM gcr.io/distroless/base-debian12 AS base-distroless

FROM base-${VARIANT} AS final
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
