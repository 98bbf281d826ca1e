# expects: nothing
# because: os, arch and variant are cut from TARGETPLATFORM in the shell, as it was done before the single arguments.
# program: nethttp
# platform: linux/arm64
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
ARG TARGETPLATFORM
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN export GOOS=$(echo "$TARGETPLATFORM" | cut -d/ -f1) \
 && export GOARCH=$(echo "$TARGETPLATFORM" | cut -d/ -f2) \
 && CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
