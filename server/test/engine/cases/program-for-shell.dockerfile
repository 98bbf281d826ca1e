# program: pure
# error: unsaid
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/bin/sh", "/app"]
