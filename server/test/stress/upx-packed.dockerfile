# expects: nothing
# because: upx keeps a static program one that runs by itself.
# program: nethttp
FROM golang:1.26-alpine AS build
RUN apk add --no-cache upx
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /out/app . && upx --best --lzma /out/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
