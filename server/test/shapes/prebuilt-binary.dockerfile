# covers: no Go build stage; ENTRYPOINT exec CMD exec; COPY --chown; COPY --chmod
# verdict: unknown
FROM gcr.io/distroless/base-debian12
COPY --chown=65532:65532 --chmod=0755 app /app
ENTRYPOINT ["/app"]
CMD ["--help"]
