# covers: CMD go run
# program: nethttp
# verdict: unknown
FROM golang:1.26-bookworm
WORKDIR /src
COPY . .
CMD ["go", "run", "."]
