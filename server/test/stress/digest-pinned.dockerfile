# expects: nothing
# because: tag and digest together name one image; the tag tells what is in it.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine3.22@sha256:8f0bd0d6f0d8a1c7a5c0b2e4e9d1f3a5b7c9d1e3f5a7b9c1d3e5f7a9b1c3d5e7 AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot@sha256:1d2c3b4a5f6e7d8c9b0a1f2e3d4c5b6a7f8e9d0c1b2a3f4e5d6c7b8a9f0e1d2c
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
