# expects: nothing
# because: -X takes one word each, and the quotes keep all linker flags together.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=none
ARG BUILD_DATE=unknown
RUN CGO_ENABLED=0 go build -trimpath \
    -ldflags "-s -w -X main.version=${VERSION} -X main.commit=${COMMIT} -X 'main.date=${BUILD_DATE}'" \
    -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
