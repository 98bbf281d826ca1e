# expects: toolchain-in-final-image, as the image that is shipped is the golang image
# because: it works; a gigabyte of compiler and sources goes with it.
# program: nethttp
# verdict: runs
FROM golang:1.26
#    ^^^^^^^^^^^ toolchain-in-final-image
WORKDIR /usr/src/app
COPY go.mod ./
RUN go mod download && go mod verify
COPY . .
RUN go build -v -o /usr/local/bin/app ./...
CMD ["app"]
