# covers: ENTRYPOINT shell CMD none
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM debian:bookworm-slim
COPY --from=build /app /app
ENTRYPOINT exec /app
