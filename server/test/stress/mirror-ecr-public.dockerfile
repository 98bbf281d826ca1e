# expects: nothing
# because: the registry is another one, the images are what their names say; with cgo off nothing depends on their C library.
# program: nethttp
FROM public.ecr.aws/docker/library/golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM public.ecr.aws/docker/library/alpine:3.22
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
