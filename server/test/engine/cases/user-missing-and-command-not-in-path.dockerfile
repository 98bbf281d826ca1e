# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM busybox:musl
WORKDIR /app
COPY --from=build /out/app .
USER gopher
CMD ["app"]
