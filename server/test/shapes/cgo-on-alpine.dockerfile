# covers: CGO =1 anywhere; CGO inline 1; apk gcc; apk musl-dev; -o relative; COPY dest ./ or /
# program: cgo
# verdict: runs
# linkage: dynamic musl
FROM golang:1.26-alpine AS build
RUN apk add --no-cache gcc musl-dev
WORKDIR /src
COPY . .
RUN CGO_ENABLED=1 go build -o app .

FROM alpine:3.22
COPY --from=build /src/app /
CMD ["/app"]
