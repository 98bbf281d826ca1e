# covers: go install; -o none
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go install .

FROM alpine:3.22
COPY --from=build /go/bin/nethttp /usr/local/bin/nethttp
ENTRYPOINT ["nethttp"]
