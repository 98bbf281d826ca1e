# program: nethttp
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["./app"]
