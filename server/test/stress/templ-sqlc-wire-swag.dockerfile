# expects: nothing
# because: each generator is installed by version into /go/bin and called by name before the build.
FROM golang:1.26-alpine AS build
RUN go install github.com/a-h/templ/cmd/templ@v0.3.833 \
 && go install github.com/sqlc-dev/sqlc/cmd/sqlc@v1.28.0 \
 && go install github.com/google/wire/cmd/wire@v0.6.0 \
 && go install github.com/swaggo/swag/cmd/swag@v1.16.4
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN templ generate
RUN sqlc generate
RUN wire ./internal/...
RUN swag init -g cmd/web/main.go
RUN CGO_ENABLED=0 go build -o /out/web ./cmd/web

FROM alpine:3.22
RUN apk add --no-cache ca-certificates
COPY --from=build /out/web /usr/local/bin/web
CMD ["web"]
