# expects: nothing
# because: tini is a package of alpine at /sbin/tini and starts what follows the two dashes.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
RUN apk add --no-cache tini ca-certificates
COPY --from=build /out/app /usr/local/bin/app
ENTRYPOINT ["/sbin/tini", "--"]
CMD ["/usr/local/bin/app"]
