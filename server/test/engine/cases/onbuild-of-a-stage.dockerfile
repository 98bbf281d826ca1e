# program: pure
FROM golang:1.26-bookworm AS go
WORKDIR /src
ONBUILD COPY . .
ONBUILD RUN CGO_ENABLED=0 go build -o /app .

FROM go AS build

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
