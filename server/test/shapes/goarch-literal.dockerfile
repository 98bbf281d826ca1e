# covers: GOARCH literal
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
CMD ["/app"]
