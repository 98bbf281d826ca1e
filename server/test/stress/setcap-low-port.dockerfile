# expects: nothing
# because: the capability is set by libcap in the builder; the copy keeps it.
# program: nethttp
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN apk add --no-cache libcap
RUN CGO_ENABLED=0 go build -o /out/app . && setcap cap_net_bind_service=+ep /out/app

FROM alpine:3.22
COPY --from=build /out/app /app
USER 1000
EXPOSE 80
CMD ["/app"]
