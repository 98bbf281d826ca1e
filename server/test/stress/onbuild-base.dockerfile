# expects: nothing
# because: the triggers run in the images that are built on this one, with their sources; here nothing is built yet.
FROM golang:1.26-bookworm
WORKDIR /src
ONBUILD COPY go.mod go.sum ./
ONBUILD RUN go mod download
ONBUILD COPY . .
ONBUILD RUN CGO_ENABLED=0 go build -o /out/app .
