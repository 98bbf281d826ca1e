# covers: opaque build; opaque make
# program: nethttp
# verdict: unknown
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN make build

FROM alpine:3.22
COPY --from=build /src/bin/app /app
ENTRYPOINT ["/app"]
