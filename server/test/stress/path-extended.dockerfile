# expects: nothing
# because: WORKDIR and PATH make the bare name the program that is copied there.
# program: nethttp
# verdict: runs
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM alpine:3.22
WORKDIR /opt/app/bin
ENV PATH="/opt/app/bin:${PATH}"
COPY --from=build /out/app .
CMD ["app"]
