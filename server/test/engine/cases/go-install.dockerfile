# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go install .

FROM alpine:3.24
COPY --from=build /go/bin/ /usr/local/bin/
CMD ["pure"]
