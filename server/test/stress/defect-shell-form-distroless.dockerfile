# expects: shell-form-without-shell at the ENTRYPOINT
# because: the shell form runs /bin/sh, and distroless static has none.
# program: nethttp
# verdict: fails-to-start
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12
COPY --from=build /out/app /app
ENTRYPOINT /app --verbose
#^^^^^^^^^ shell-form-without-shell
