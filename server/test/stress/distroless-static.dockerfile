# expects: nothing
# because: the program is static, and distroless static has CA certificates, time zones and the users root, nobody, nonroot.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS build
WORKDIR /go/src/app
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /go/bin/app .

FROM gcr.io/distroless/static-debian12
COPY --from=build /go/bin/app /
CMD ["/app"]
