# covers: stages 11-20
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22 AS side0
RUN echo 0

FROM alpine:3.22 AS side1
RUN echo 1

FROM alpine:3.22 AS side2
RUN echo 2

FROM alpine:3.22 AS side3
RUN echo 3

FROM alpine:3.22 AS side4
RUN echo 4

FROM alpine:3.22 AS side5
RUN echo 5

FROM alpine:3.22 AS side6
RUN echo 6

FROM alpine:3.22 AS side7
RUN echo 7

FROM alpine:3.22 AS side8
RUN echo 8

FROM alpine:3.22 AS side9
RUN echo 9

FROM alpine:3.22
COPY --from=build /app /app
CMD ["/app"]
