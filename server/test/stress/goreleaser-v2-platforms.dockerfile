# expects: nothing
# because: TARGETPLATFORM names the folder that goreleaser fills for each platform.
FROM gcr.io/distroless/static-debian12:nonroot
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/notes /usr/bin/
ENTRYPOINT ["/usr/bin/notes"]
