# covers: -linkmode external; -extldflags -static; -tags; netgo
# program: cgo
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /src
COPY . .
RUN go build -tags netgo,osusergo -ldflags '-linkmode external -extldflags "-static"' -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
