# program: pure
FROM golang:1.19-alpine AS build
RUN apk add --no-cache gcc
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -ldflags "-linkmode external -extldflags -static" -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
