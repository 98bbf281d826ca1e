# covers: FROM --platform=$TARGETPLATFORM
# program: nethttp
# verdict: runs
# linkage: static
FROM --platform=$TARGETPLATFORM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM --platform=$TARGETPLATFORM alpine:3.22
COPY --from=build /app /app
CMD ["/app"]
