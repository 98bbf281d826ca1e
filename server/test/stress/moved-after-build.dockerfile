# expects: nothing
# because: the program is moved to where COPY takes it from.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o app . && mkdir -p /dist && mv app /dist/app && chmod 755 /dist/app

FROM alpine:3.22
COPY --from=build /dist /usr/local/bin
ENTRYPOINT ["app"]
