# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM debian:bookworm-slim
COPY --from=build /src/main.go /usr/bin/app
COPY --from=build --chmod=755 /out/app /bin/app
ENTRYPOINT ["/usr/bin/app"]
