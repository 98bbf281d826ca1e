# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/v1/app . && ln -s v1 /out/current

FROM scratch
COPY --from=build /out/ /opt/
COPY --from=build /out/v1/app /opt/current/tool
ENTRYPOINT ["/opt/v1/tool"]
