# expects: nothing
# because: a proxy and the private prefix are settings of go alone, and direct needs git only for what the proxy lacks.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
ARG GOPROXY=https://goproxy.example.com,direct
ENV GOPROXY=${GOPROXY} GOPRIVATE=git.example.com GOSUMDB=off
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
