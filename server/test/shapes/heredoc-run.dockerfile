# covers: heredoc RUN; syntax-directive
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN <<EOF
set -eu
export CGO_ENABLED=0
go build -o /app .
EOF

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
