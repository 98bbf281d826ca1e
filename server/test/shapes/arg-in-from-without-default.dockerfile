# covers: ARG in FROM without default; builder other
# program: nethttp
# verdict: unknown
# linkage: unknown
ARG BUILDER
FROM ${BUILDER} AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
CMD ["/app"]
