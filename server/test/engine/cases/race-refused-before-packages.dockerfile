# program: nethttp
# -race is refused before go looks for a package.
FROM golang:1.22-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go build -race -o /app .

FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/app"]
