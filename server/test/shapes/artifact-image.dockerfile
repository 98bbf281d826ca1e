# covers: ENTRYPOINT none CMD none; scratch final without CA certs
# program: nethttp
# verdict: unknown
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM scratch
COPY --from=build /app /
