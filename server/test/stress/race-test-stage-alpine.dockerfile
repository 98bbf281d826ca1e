# expects: nothing
# because: -race needs cgo and gcc, and the test stage turns the one on and installs the other.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS base
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .

FROM base AS test
RUN apk add --no-cache gcc musl-dev
RUN CGO_ENABLED=1 go test -race ./...

FROM base AS build
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
