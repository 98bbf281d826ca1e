# expects: nothing
# because: wolfi has apk and the package go; its libc is glibc, which does not matter with cgo off.
# program: nethttp
FROM cgr.dev/chainguard/wolfi-base AS build
RUN apk add --no-cache go ca-certificates-bundle
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM cgr.dev/chainguard/wolfi-base
COPY --from=build /out/app /usr/bin/app
USER 65532
ENTRYPOINT ["/usr/bin/app"]
