# covers: builder other
# program: nethttp
# verdict: unknown
# linkage: unknown
FROM registry.example.com/platform/go-builder:7 AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
