# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOARCH=x86_64 go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
