# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
