# expects: nothing
# because: all parts of both names have defaults before the first FROM.
# program: nethttp
# verdict: runs
ARG GO_IMAGE=golang
ARG GO_TAG=1.26-alpine
ARG RUNTIME=gcr.io/distroless/static-debian12:nonroot

FROM ${GO_IMAGE}:${GO_TAG} AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM ${RUNTIME}
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
