# syntax=docker/dockerfile:1
# expects: nothing
# because: GOMODCACHE and GOCACHE name the folders that the mounts fill.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
ENV GOMODCACHE=/cache/mod GOCACHE=/cache/build CGO_ENABLED=0
WORKDIR /src
RUN --mount=type=bind,target=. --mount=type=cache,target=/cache go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
