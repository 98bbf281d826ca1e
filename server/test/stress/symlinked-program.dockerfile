# expects: nothing
# because: /app is a link to the program.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /usr/local/bin/app
RUN ln -s /usr/local/bin/app /app
ENTRYPOINT ["/app"]
