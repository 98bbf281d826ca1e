# covers: ADD url
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
ADD --chmod=0755 https://example.com/tool /usr/local/bin/tool
COPY --from=build /app /app
ENTRYPOINT ["/app"]
