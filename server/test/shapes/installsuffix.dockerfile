# covers: -installsuffix; go build -a
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.22-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -a -installsuffix cgo -o main .

FROM scratch
COPY --from=build /src/main .
CMD ["./main"]
