# covers: stages 2; CGO =0 anywhere; CGO inline 0; GOOS=linux literal; COPY --from stage; ENTRYPOINT exec CMD none; builder alpine; ca-certificates in final stage; ca-certificates mentioned
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 GOOS=linux go build -o /app .

FROM alpine:3.22
RUN apk add --no-cache ca-certificates
COPY --from=build /app /app
ENTRYPOINT ["/app"]
