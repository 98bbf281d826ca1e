# expects: nothing
# because: the compiler is there while go build runs and removed in the same layer; the shared libc stays.
# program: cgo
# verdict: runs
FROM golang:1.26-alpine3.22 AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN apk add --no-cache --virtual .build-deps gcc musl-dev \
 && CGO_ENABLED=1 go build -o /out/app . \
 && apk del .build-deps

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
