# expects: nothing
# because: the last stage is taken with --output; it has no ENTRYPOINT, as nobody starts it.
# program: pure
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app .

FROM scratch AS artifact
COPY --from=build /out/app /
