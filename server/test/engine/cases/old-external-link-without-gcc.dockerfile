# program: nethttp
# Go before 1.22 calls gcc although cgo is off, and there is none.
FROM golang:1.19-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -ldflags '-linkmode external -extldflags "-static"' -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
