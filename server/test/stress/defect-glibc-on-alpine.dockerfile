# expects: glibc-binary-on-musl
# because: the Debian golang image has gcc, cgo is on by default, net is linked against glibc, and alpine has no such loader.
# program: nethttp
# verdict: fails-to-start
FROM golang:1.26-bookworm AS build
WORKDIR /app
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o main .

FROM alpine:3.22
WORKDIR /app
COPY --from=build /app/main .
CMD ["./main"]
#    ^^^^^^^^ glibc-binary-on-musl
