# expects: nothing
# because: the toolchain is copied from the golang image with the same libc, and PATH finds it.
# program: nethttp
# verdict: runs
FROM alpine:3.22 AS build
COPY --from=golang:1.26-alpine /usr/local/go/ /usr/local/go/
ENV PATH="/usr/local/go/bin:${PATH}"
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
