# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
RUN mkdir /data && ln -s /data /srv/app
COPY --from=build /out/app /srv/app/
ENTRYPOINT ["/data/app"]
