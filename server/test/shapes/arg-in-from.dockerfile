# covers: ARG in FROM; image Go = go.mod go
# program: nethttp
# verdict: runs
# linkage: static
ARG GO_VERSION=1.26
ARG ALPINE_VERSION=3.22
FROM golang:${GO_VERSION}-alpine${ALPINE_VERSION} AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:${ALPINE_VERSION}
COPY --from=build /app /app
CMD ["/app"]
