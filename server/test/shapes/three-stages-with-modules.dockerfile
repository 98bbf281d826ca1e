# covers: stages 3; go mod download; download before COPY .; -ldflags; -s -w; -trimpath; USER set
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-bookworm AS modules
WORKDIR /src
COPY go.mod ./
RUN go mod download

FROM modules AS build
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
USER 65532:65532
ENTRYPOINT ["/app"]
