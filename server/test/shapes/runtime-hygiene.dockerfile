# covers: HEALTHCHECK; MAINTAINER; VOLUME; SHELL; tzdata/zoneinfo mentioned; tzdata apk in final; USER set; ADD local
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
WORKDIR /src
ADD . /src
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
MAINTAINER someone@example.com
RUN apk add --no-cache ca-certificates tzdata && adduser -D -u 10001 app
COPY --from=build /app /app
VOLUME /data
USER app
HEALTHCHECK CMD wget -qO- http://localhost:8080/ || exit 1
ENTRYPOINT ["/app"]
