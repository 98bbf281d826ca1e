# expects: nothing
# because: alpine has a shell, which expands PORT when the container starts.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
ENV PORT=8080
COPY --from=build /out/app /usr/local/bin/app
CMD exec app --port $PORT
