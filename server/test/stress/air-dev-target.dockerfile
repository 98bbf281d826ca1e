# expects: nothing
# because: air is installed into /go/bin, which is on the PATH of the golang image, and a dev image keeps the toolchain.
# program: nethttp
# target: dev
# verdict: runs
FROM golang:1.26-alpine AS base
WORKDIR /app
COPY go.mod ./
RUN go mod download

FROM base AS dev
RUN go install github.com/air-verse/air@v1.61.5
COPY . .
EXPOSE 8080
CMD ["air", "-c", ".air.toml"]

FROM base AS build
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22 AS prod
RUN apk add --no-cache ca-certificates
COPY --from=build /out/app /usr/local/bin/app
USER nobody
EXPOSE 8080
CMD ["app"]
