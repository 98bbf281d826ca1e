# expects: nothing
# because: go build -cover instruments the program; GOCOVERDIR is a folder that the user can write.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -cover -o /out/app .

FROM alpine:3.22
RUN mkdir -m 1777 /coverage
ENV GOCOVERDIR=/coverage
COPY --from=build /out/app /app
USER 1000
CMD ["/app"]
