# expects: nothing
# because: go env -w writes the settings of the user into the image, where the go commands of later steps read them.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS build
RUN go env -w GO111MODULE=on && go env -w GOPROXY=https://goproxy.cn,direct && go env -w CGO_ENABLED=0
WORKDIR /build
COPY go.mod .
RUN go mod download
COPY . .
RUN go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
