# expects: nothing
# because: with Go 1.13 and the sources below GOPATH without go.mod, dep's vendor folder is used; modules are not wanted there.
FROM golang:1.13-alpine AS build
RUN apk add --no-cache git curl
RUN curl -sSL https://raw.githubusercontent.com/golang/dep/master/install.sh | sh
ENV GO111MODULE=off
WORKDIR /go/src/example.com/legacy
COPY Gopkg.toml Gopkg.lock ./
RUN dep ensure -vendor-only
COPY . .
RUN CGO_ENABLED=0 GOOS=linux go build -a -installsuffix cgo -o /legacy .

FROM alpine:3.10
RUN apk --no-cache add ca-certificates
COPY --from=build /legacy /legacy
CMD ["/legacy"]
