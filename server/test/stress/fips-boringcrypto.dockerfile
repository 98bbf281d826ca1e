# expects: nothing
# because: boringcrypto needs cgo, the Debian image has gcc, and the runtime has the glibc of the same release.
# program: tls
# verdict: runs
FROM golang:1.26-bookworm AS build
ENV GOEXPERIMENT=boringcrypto CGO_ENABLED=1
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o /out/app . && go version -m /out/app

FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
