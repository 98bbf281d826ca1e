# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN mkdir /out && CGO_ENABLED=0 go build -o /out .

FROM scratch
COPY --from=build /out /app
ENTRYPOINT ["/app/pure"]
