# covers: upx; strip
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
RUN apk add --no-cache upx binutils
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app . && strip /app && upx -9 /app

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
