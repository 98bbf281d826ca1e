# expects: nothing
# because: the test stage is a target of its own, which the image does not need; race has gcc there.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS base
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .

FROM base AS test
RUN go vet ./... && go test -race -coverprofile=/tmp/cover.out ./...

FROM base AS build
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
