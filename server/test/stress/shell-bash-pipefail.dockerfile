# expects: nothing
# because: the Debian golang image has bash, and SHELL holds for RUN only as long as the stage lasts.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN CGO_ENABLED=0 go build -o /out/app . |& tee /tmp/build.log

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
