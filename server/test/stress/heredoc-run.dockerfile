# syntax=docker/dockerfile:1
# expects: nothing
# because: the here-document is one shell script; export holds for the lines that follow it.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN <<EOF
set -eux
export CGO_ENABLED=0
go vet ./...
go build -trimpath -o /out/app .
EOF

FROM alpine:3.22
RUN <<-EOF
	addgroup -S -g 10001 app
	adduser -S -D -H -u 10001 -G app app
EOF
COPY --from=build /out/app /usr/local/bin/app
COPY <<EOF /etc/app.conf
listen = :8080
EOF
USER app
CMD ["app"]
