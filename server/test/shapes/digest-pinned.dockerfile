# covers: digest pinned
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine@sha256:1111111111111111111111111111111111111111111111111111111111111111 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22@sha256:2222222222222222222222222222222222222222222222222222222222222222
COPY --from=build /app /app
CMD ["/app"]
