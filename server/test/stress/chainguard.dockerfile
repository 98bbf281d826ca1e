# expects: nothing
# because: cgr.dev/chainguard/go builds, and chainguard/static takes a static binary; its user is numeric 65532.
# program: nethttp
FROM cgr.dev/chainguard/go:latest AS build
WORKDIR /work
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /work/app .

FROM cgr.dev/chainguard/static:latest
COPY --from=build /work/app /app
ENTRYPOINT ["/app"]
