# program: cgo
# network: yes
FROM golang:1.26-alpine AS build
RUN apk add --no-cache gcc
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine:3.24
COPY --from=build /app /app
ENTRYPOINT ["/app"]
