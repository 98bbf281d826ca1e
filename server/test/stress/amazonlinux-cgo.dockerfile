# expects: nothing
# because: amazonlinux:2023 has glibc 2.34, which is all that a net program of bookworm asks for.
# program: nethttp
# verdict: runs
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o /out/app .

FROM amazonlinux:2023
COPY --from=build /out/app /usr/local/bin/app
CMD ["/usr/local/bin/app"]
