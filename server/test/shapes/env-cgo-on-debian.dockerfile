# covers: CGO ENV 1; apt gcc
# program: cgo
# verdict: runs
# linkage: dynamic glibc
FROM golang:1.26-bookworm AS build
ENV CGO_ENABLED=1
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM debian:bookworm-slim
COPY --from=build /app /app
CMD ["/app"]
