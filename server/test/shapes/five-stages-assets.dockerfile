# covers: stages 5; COPY --from directory; COPY --from external image
# program: nethttp
# verdict: runs
# linkage: static
FROM node:22-alpine AS web
WORKDIR /web
RUN mkdir dist

FROM alpine:3.22 AS certs
RUN apk add --no-cache ca-certificates

FROM golang:1.26-alpine AS modules
WORKDIR /src
COPY . .

FROM modules AS build
RUN CGO_ENABLED=0 go build -o /app .

FROM scratch
COPY --from=certs /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=web /web/dist /web
COPY --from=busybox:1.37 /bin/busybox /busybox
COPY --from=build /app /app
ENTRYPOINT ["/app"]
