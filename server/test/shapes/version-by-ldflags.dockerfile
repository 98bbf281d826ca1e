# covers: -X; -gcflags; -o variable
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
ARG VERSION=dev
ARG NAME=server
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -gcflags="all=-N -l" -ldflags "-X main.version=${VERSION}" -o /out/${NAME} .

FROM alpine:3.22
ARG NAME=server
COPY --from=build /out/${NAME} /usr/bin/server
ENTRYPOINT ["/usr/bin/server"]
