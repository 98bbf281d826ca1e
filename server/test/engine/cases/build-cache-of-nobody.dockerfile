# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
USER 12345
RUN CGO_ENABLED=0 go build -o /tmp/app .

FROM scratch
COPY --from=build /tmp/app /app
ENTRYPOINT ["/app"]
