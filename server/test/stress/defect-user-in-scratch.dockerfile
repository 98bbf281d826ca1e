# expects: user-not-in-image
# because: the user was made in the builder, and scratch has no /etc/passwd: unable to find user appuser.
# program: nethttp
# verdict: fails-to-start
FROM golang:1.26-alpine AS build
RUN adduser -D -H -u 10001 appuser
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/app /app
USER appuser
#    ^^^^^^^ user-not-in-image
ENTRYPOINT ["/app"]
