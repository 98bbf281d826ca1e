# covers: opaque script
# program: nethttp
# verdict: unknown
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN ./hack/build.sh

FROM scratch
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
