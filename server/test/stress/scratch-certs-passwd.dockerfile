# expects: nothing
# because: the user, the certificates and the time zones that scratch lacks are copied from the builder.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
RUN apk add --no-cache ca-certificates tzdata && \
    adduser -D -H -u 10001 -s /sbin/nologin appuser
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -ldflags "-s -w" -o /out/app .

FROM scratch
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /etc/passwd /etc/group /etc/
COPY --from=build /out/app /app
USER appuser:appuser
ENTRYPOINT ["/app"]
