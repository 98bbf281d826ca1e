# expects: nothing
# because: a program of net alone asks for no symbol newer than GLIBC_2.34, which bookworm has, though trixie builds it.
# program: nethttp
# verdict: runs
FROM golang:1.26-trixie AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o /out/app .

FROM debian:bookworm-slim
COPY --from=build /out/app /app
CMD ["/app"]
