# program: cgo
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN go build -ldflags '-linkmode external -extldflags "-static"' -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
