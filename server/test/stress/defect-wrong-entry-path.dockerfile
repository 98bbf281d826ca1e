# expects: entrypoint-not-in-image
# because: COPY puts the program into /usr/local/bin, and the ENTRYPOINT asks for /app.
# program: nethttp
# verdict: fails-to-start
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o bin/app .

FROM alpine:3.22
COPY --from=build /src/bin/app /usr/local/bin/
ENTRYPOINT ["/app"]
#           ^^^^^^ entrypoint-not-in-image
