# expects: nothing
# because: ENTRYPOINT replaces the busybox shell that the debug images start.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:debug-nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
