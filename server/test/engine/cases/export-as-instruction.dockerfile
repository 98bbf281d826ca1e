# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
export CGO_ENABLED=0
RUN go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
