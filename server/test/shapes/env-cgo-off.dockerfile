# covers: CGO ENV 0; GO111MODULE; GOPROXY; GOPRIVATE; GOFLAGS; GOTOOLCHAIN
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-bookworm AS build
ENV GO111MODULE=on \
    CGO_ENABLED=0 \
    GOPRIVATE=git.example.com \
    GOFLAGS=-trimpath \
    GOTOOLCHAIN=local
ARG GOPROXY=direct
ENV GOPROXY=$GOPROXY
WORKDIR /src
ADD . .
RUN go build -o app

FROM alpine:3.22
WORKDIR /srv
COPY --from=build /src/app ./
ENTRYPOINT ["./app"]
