# expects: nothing
# because: the package golang-go of Debian 12 is Go 1.19, which go.mod asks for.
# program: nethttp
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates golang-go git && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
