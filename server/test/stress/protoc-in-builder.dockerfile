# expects: nothing
# because: protoc comes from Debian, its plugins from go install, and all are on the PATH when they are called.
FROM golang:1.26-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends protobuf-compiler && rm -rf /var/lib/apt/lists/*
RUN go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.5
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN protoc --go_out=. --go_opt=paths=source_relative api/notes.proto
RUN CGO_ENABLED=0 go build -o /out/server ./cmd/server

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/server /server
ENTRYPOINT ["/server"]
