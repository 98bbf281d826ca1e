# expects: floating-suite may be hinted at, nothing else
# because: with cgo off the C library of whatever golang:latest is built on does not matter.
# program: nethttp
# verdict: runs
FROM golang:latest AS build
WORKDIR /app
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o main .

FROM debian:bookworm-slim
WORKDIR /app
COPY --from=build /app/main .
EXPOSE 8080
CMD ["./main"]
