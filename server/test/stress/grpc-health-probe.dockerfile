# expects: nothing
# because: the probe is downloaded for the target's architecture, made executable and is static; HEALTHCHECK uses the exec form.
# program: nethttp
FROM golang:1.26-bookworm AS build
ARG TARGETARCH
ARG PROBE_VERSION=v0.4.37
RUN curl -fsSL -o /usr/local/bin/grpc_health_probe \
      "https://github.com/grpc-ecosystem/grpc-health-probe/releases/download/${PROBE_VERSION}/grpc_health_probe-linux-${TARGETARCH}" \
    && chmod +x /usr/local/bin/grpc_health_probe
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /usr/local/bin/grpc_health_probe /bin/grpc_health_probe
COPY --from=build /out/app /app
EXPOSE 50051
HEALTHCHECK CMD ["/bin/grpc_health_probe", "-addr=:50051"]
ENTRYPOINT ["/app"]
