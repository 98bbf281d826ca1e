# program: pure
# older: exec: "/srv/app": permission denied
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.24
WORKDIR /srv/app
COPY --from=build /app .
ENTRYPOINT ["/srv/app"]
