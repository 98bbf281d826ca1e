# covers: -mod=readonly / -mod=mod; image Go newer
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -mod=readonly -o /app .

FROM alpine:3.22
COPY --from=build /app /app
CMD ["/app"]
