# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

RUN mkdir /out/v1 && mv /out/app /out/v1/app && ln -s /out/v1 /out/current

FROM alpine:3.22
COPY --from=build /out/ /srv/
ENTRYPOINT ["/srv/current/app"]
