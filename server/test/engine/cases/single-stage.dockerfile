# program: pure
FROM golang:1.26-alpine
WORKDIR /src
COPY . .
RUN go build -o /usr/local/bin/ .
CMD ["pure"]
