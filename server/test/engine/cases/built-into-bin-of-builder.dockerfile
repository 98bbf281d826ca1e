# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

RUN CGO_ENABLED=0 go build -o /bin/tool .

FROM scratch
COPY --from=build /usr/bin/tool /tool
ENTRYPOINT ["/tool"]
