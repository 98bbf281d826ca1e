# program: pure
FROM golang:1.26-bookworm
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go install .
CMD ["pure"]
