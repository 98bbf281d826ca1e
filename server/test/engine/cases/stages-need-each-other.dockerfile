FROM golang:1.26-bookworm AS build
COPY --from=ship /app /app

FROM scratch AS ship
COPY --from=build /app /app
ENTRYPOINT ["/app"]
