# covers: mount bind; mount tmpfs; download before a full COPY, other form
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-bookworm AS build
WORKDIR /src
RUN --mount=type=bind,source=go.mod,target=go.mod go mod download
RUN --mount=type=bind,target=. --mount=type=tmpfs,target=/tmp CGO_ENABLED=0 go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
