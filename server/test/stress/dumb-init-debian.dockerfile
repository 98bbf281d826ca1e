# expects: nothing
# because: dumb-init is a package of Debian at /usr/bin/dumb-init.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates dumb-init \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/app /usr/local/bin/app
USER 1000:1000
ENTRYPOINT ["dumb-init", "--", "app"]
