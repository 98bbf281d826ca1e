# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o ~/app . && mv ~/app /

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
