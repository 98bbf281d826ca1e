# expects: entrypoint-script-cannot-run at the CMD
# because: the debug images have ENTRYPOINT /busybox/sh, to which CMD is only an argument: sh reads the binary as a script and ends at once.
# program: nethttp
# verdict: fails-to-start
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:debug-nonroot
COPY --from=build /out/app /app
CMD ["/app"]
#    ^^^^^^ entrypoint-script-cannot-run
