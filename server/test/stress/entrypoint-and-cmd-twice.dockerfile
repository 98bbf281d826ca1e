# expects: nothing
# because: of several ENTRYPOINTs and CMDs the last ones count, also those that a base stage has set.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22 AS base
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["id"]

FROM base
COPY --from=build /out/app /usr/local/bin/app
ENTRYPOINT ["/usr/local/bin/app"]
CMD ["serve", "--port", "8080"]
