# program: sysresolver
FROM golang:latest AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine
COPY --from=build /app /app
ENTRYPOINT ["/app"]
