# expects: nothing
# because: no mounts and no syntax line, as kaniko wants it; everything else is a plain static build.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
ENV CGO_ENABLED=0 GOOS=linux GOARCH=amd64
WORKDIR /workspace/source
COPY go.mod ./
RUN go mod download && go mod verify
COPY . .
RUN go build -o /workspace/app .

FROM gcr.io/distroless/static:nonroot
COPY --from=build /workspace/app /app
USER nonroot
ENTRYPOINT ["/app"]
