# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.24
COPY --from=build /app /app
COPY --chmod=755 <<EOF /e.sh
#!/usr/bin/env bash
exec /app
EOF
ENTRYPOINT ["/e.sh"]
