# expects: race-without-cgo at the test
# because: golang on alpine has no gcc, so cgo is off, and go: -race requires cgo.
# program: nethttp
# verdict: fails-to-build
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go test -race ./...
#           ^^^^^ race-without-cgo
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
