# expects: nothing
# because: stages without a name are copied from by their number.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
WORKDIR /root/
COPY --from=0 /src/app .
CMD ["./app"]
