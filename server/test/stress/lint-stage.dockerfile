# expects: nothing
# because: the linter's image is a stage of its own; its exit status reaches the build through a copied marker file.
# program: nethttp
FROM golangci/golangci-lint:v1.64-alpine AS lint
WORKDIR /src
COPY . .
RUN golangci-lint run --timeout 5m ./... && touch /tmp/linted

FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
COPY --from=lint /tmp/linted /tmp/linted
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
