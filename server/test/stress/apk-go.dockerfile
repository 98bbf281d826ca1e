# expects: nothing
# because: the package go of alpine is a toolchain as well.
# program: nethttp
FROM alpine:3.22 AS build
RUN apk add --no-cache go
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
COPY --from=build /out/app /app
CMD ["/app"]
