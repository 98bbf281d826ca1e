# covers: ca-certificates via COPY --from; zoneinfo via COPY --from; USER set
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build /etc/passwd /etc/passwd
COPY --from=build /app /app
USER nobody
ENTRYPOINT ["/app"]
