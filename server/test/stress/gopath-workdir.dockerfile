# expects: nothing
# because: GOPATH is set by the golang image, and modules build below it as anywhere.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR $GOPATH/src/example.com/app
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o $GOPATH/bin/app .

FROM alpine:3.22
COPY --from=build /go/bin/app /usr/local/bin/app
CMD ["app"]
