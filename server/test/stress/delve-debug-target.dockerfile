# expects: nothing
# because: dlv is installed by version, static with cgo off, and found in /go/bin; -N -l are flags of the compiler.
# program: nethttp
# target: debug
# verdict: runs
FROM golang:1.26-alpine AS build
ENV CGO_ENABLED=0
RUN go install github.com/go-delve/delve/cmd/dlv@v1.24.0
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -gcflags "all=-N -l" -o /out/app.debug .
RUN go build -trimpath -ldflags "-s -w" -o /out/app .

FROM alpine:3.22 AS debug
COPY --from=build /go/bin/dlv /usr/local/bin/dlv
COPY --from=build /out/app.debug /app
EXPOSE 8080 40000
ENTRYPOINT ["/usr/local/bin/dlv", "--listen=:40000", "--headless=true", "--api-version=2", "--accept-multiclient", "exec", "/app"]

FROM alpine:3.22 AS release
COPY --from=build /out/app /app
EXPOSE 8080
ENTRYPOINT ["/app"]
