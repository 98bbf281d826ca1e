# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM debian:bookworm-slim
COPY --from=build /out/app /usr/local/bin/app
COPY --from=build /out/app /usr/bin/tool
RUN rm /bin/tool
ENTRYPOINT ["/usr/bin/tool"]
