# program: pure
# An external link brings runtime/cgo into every program, and Go from 1.20 on compiles it.
FROM golang:1.26-alpine AS build
RUN apk add --no-cache gcc
WORKDIR /src
COPY . .
RUN CGO_ENABLED=1 go build -ldflags "-linkmode external" -o /app .

FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/app"]
