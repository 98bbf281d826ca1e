# program: cgo
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=1 go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
