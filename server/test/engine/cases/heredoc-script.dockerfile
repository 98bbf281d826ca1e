# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN <<END
set -e
export CGO_ENABLED=0
go build -o /app .
END

FROM alpine:3.24
COPY --from=build /app /app
COPY --chmod=755 <<"END" /entry.sh
#!/bin/sh
exec /app "$@"
END
ENTRYPOINT ["/entry.sh"]
