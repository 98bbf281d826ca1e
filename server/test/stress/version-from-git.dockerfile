# expects: nothing
# because: the Debian golang image has git; whether .git is in the context decides what describe prints, not whether go builds.
# program: nethttp
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN VERSION=$(git describe --tags --always --dirty 2>/dev/null || echo dev) && \
    CGO_ENABLED=0 go build -buildvcs=false -ldflags "-X main.version=$VERSION" -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
