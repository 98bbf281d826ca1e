# expects: nothing
# because: the user is made before COPY --chown names it.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
RUN addgroup -g 1001 app && adduser -D -u 1001 -G app app
WORKDIR /home/app
COPY --from=build --chown=app:app /out/app ./
USER app:app
ENTRYPOINT ["./app"]
