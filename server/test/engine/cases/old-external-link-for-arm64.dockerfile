# program: nethttp
# Go before 1.22 calls gcc although cgo is off, and it links for amd64.
FROM golang:1.19-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOARCH=arm64 go build -ldflags '-linkmode external' -o /app .

FROM debian:12-slim
COPY --from=build /app /app
ENTRYPOINT ["/app"]
