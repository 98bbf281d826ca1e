# expects: nothing
# because: folders that scratch lacks are made in the builder and copied with their owner.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app . && install -d -m 1777 /rootfs/tmp && install -d /rootfs/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=10001:10001 /rootfs/ /
COPY --from=build /out/app /app
USER 10001
VOLUME /data
ENTRYPOINT ["/app"]
