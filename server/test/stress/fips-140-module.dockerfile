# expects: nothing
# because: GOFIPS140 selects the module that comes with Go, which is written in Go: cgo stays off.
# program: tls
# verdict: runs
FROM golang:1.26-alpine AS build
ENV CGO_ENABLED=0 GOFIPS140=v1.0.0
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
ENV GODEBUG=fips140=on
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
