# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM debian:12-slim
COPY --from=build /out/app /sbin/app
ENTRYPOINT ["/usr/sbin/app"]
