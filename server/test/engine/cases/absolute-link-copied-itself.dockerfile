# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

RUN mv /out/app /out/app-v1 && ln -s /out/app-v1 /out/app

FROM scratch
COPY --from=build /out/app /bin/app
ENTRYPOINT ["/bin/app"]
