# covers: stages 4; go test in build; go get
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-bookworm AS base
WORKDIR /src
COPY . .

FROM base AS test
RUN CGO_ENABLED=0 go test -race ./...

FROM base AS build
RUN CGO_ENABLED=0 go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
