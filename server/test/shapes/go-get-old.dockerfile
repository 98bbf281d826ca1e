# covers: go get; dep/glide/govendor/godep
# verdict: runs
FROM golang:1.10-alpine AS build
RUN apk add --no-cache git
RUN go get -u github.com/golang/dep/cmd/dep
WORKDIR /go/src/example.com/app
COPY . .
RUN dep ensure && CGO_ENABLED=0 go build -o /app

FROM alpine:3.9
COPY --from=build /app /app
CMD ["/app"]
