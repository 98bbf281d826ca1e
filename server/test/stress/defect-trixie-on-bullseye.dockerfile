# expects: glibc-too-old
# because: the program is linked against the glibc of trixie and asks for GLIBC_2.34, bullseye has 2.31.
# program: nethttp
# verdict: fails-to-start
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o /out/app .

FROM debian:bullseye-slim
COPY --from=build /out/app /app
CMD ["/app"]
#    ^^^^^^ glibc-too-old
