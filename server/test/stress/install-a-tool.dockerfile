# expects: nothing
# because: go install package@version needs no module; the program is named by its last path element without v2.
FROM golang:1.26-alpine AS build
ENV CGO_ENABLED=0
RUN go install github.com/example/notes/v2/cmd/notes@v2.3.1

FROM alpine:3.22
COPY --from=build /go/bin/notes /usr/local/bin/notes
ENTRYPOINT ["notes"]
