# expects: shadowed-platform-arg at the default
# because: the default beats the value that BuildKit gives, so that the arm64 image gets an amd64 program.
# program: nethttp
# platform: linux/arm64
# verdict: fails-to-start
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
ARG TARGETOS
ARG TARGETARCH=amd64
#             ^^^^^^ shadowed-platform-arg
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
