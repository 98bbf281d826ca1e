# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

RUN mkdir /out/v1 && mv /out/app /out/v1/app && ln -s v1 /out/current && ln -s /opt/current/app /out/app

FROM alpine:3.22 AS files
COPY --from=build /out/ /files/opt/

FROM scratch
COPY --from=files /files/ /
ENTRYPOINT ["/opt/app"]
