# expects: nothing
# because: the registry is another one, the images are what their names say; with cgo off nothing depends on their C library.
# program: nethttp
FROM quay.io/projectquay/golang:1.22 AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM quay.io/prometheus/busybox:latest
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
