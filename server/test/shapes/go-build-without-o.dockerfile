# covers: -o none
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /build
COPY . .
RUN CGO_ENABLED=0 go build

FROM alpine:3.22
COPY --from=build /build/nethttp /nethttp
CMD ["/nethttp"]
