# expects: nothing
# because: go get -d only downloads, go install -v puts the program into /go/bin under the name of the module's last element.
# program: nethttp
#build stage
FROM golang:alpine AS builder
RUN apk add --no-cache git
WORKDIR /go/src/app
COPY . .
RUN go get -d -v ./...
RUN go build -o /go/bin/app -v ./...

#final stage
FROM alpine:latest
RUN apk --no-cache add ca-certificates
COPY --from=builder /go/bin/app /app
ENTRYPOINT /app
LABEL Name=nethttp Version=0.0.1
EXPOSE 8080
