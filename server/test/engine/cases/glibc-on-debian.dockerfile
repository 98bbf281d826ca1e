# program: sysresolver
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM debian:bookworm-slim
COPY --from=build /app /app
ENTRYPOINT ["/app"]
