# expects: nothing
# because: goreleaser puts the built binary into the context; this file builds nothing, so nothing is known of its linkage.
FROM alpine:3.22
RUN apk add --no-cache ca-certificates tzdata
COPY notes /usr/bin/notes
ENTRYPOINT ["/usr/bin/notes"]
