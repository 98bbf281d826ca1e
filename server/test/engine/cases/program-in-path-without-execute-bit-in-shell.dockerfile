# program: pure
# verdict: unknown
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.24
COPY --chmod=644 --from=build /app /usr/local/bin/app
CMD app
