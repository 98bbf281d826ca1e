# covers: COPY --from index; COPY --from glob; COPY --from src relative; COPY --from many sources; COPY --link; COPY --from directory; COPY --from src variable
# program: nethttp
# verdict: runs
# linkage: static
FROM golang:1.26-alpine
ARG DIR=out
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/bin/app . && CGO_ENABLED=0 go build -o /out/tools/one . && cp /out/tools/one /out/tools/two

FROM alpine:3.22
COPY --from=0 /out/bin/* /usr/local/bin/
COPY --from=0 out/tools/one out/tools/two /tools/
COPY --link --from=0 /out/tools /more
ENTRYPOINT ["app"]
