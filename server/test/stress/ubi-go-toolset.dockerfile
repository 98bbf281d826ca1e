# expects: nothing
# because: go-toolset runs as user 1001 whose home is /opt/app-root; with cgo off the program needs nothing of ubi-minimal.
# program: nethttp
FROM registry.access.redhat.com/ubi9/go-toolset:1.22 AS builder
WORKDIR /opt/app-root/src
COPY --chown=1001:0 go.mod ./
RUN go mod download
COPY --chown=1001:0 . .
RUN CGO_ENABLED=0 go build -o /opt/app-root/src/server .

FROM registry.access.redhat.com/ubi9/ubi-minimal
COPY --from=builder /opt/app-root/src/server /usr/bin/server
USER 1001
EXPOSE 8080
CMD ["/usr/bin/server"]
