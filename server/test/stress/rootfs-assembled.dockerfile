# expects: nothing
# because: the whole file system is put together in the builder and copied at once.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN mkdir -p /rootfs/bin /rootfs/etc/ssl/certs && cp /etc/ssl/certs/ca-certificates.crt /rootfs/etc/ssl/certs/ && CGO_ENABLED=0 go build -o /rootfs/bin/app .

FROM scratch
COPY --from=build /rootfs /
ENTRYPOINT ["/bin/app"]
