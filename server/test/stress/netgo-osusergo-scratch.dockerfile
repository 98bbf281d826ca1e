# expects: nothing
# because: netgo and osusergo take the Go resolver and user look-up, so that nothing of glibc is linked though gcc is there.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -tags netgo,osusergo -o /out/app .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
