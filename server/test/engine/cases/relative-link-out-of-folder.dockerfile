# program: pure
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

RUN mkdir /out/bin && ln -s ../app /out/bin/app

FROM scratch
COPY --from=build /out/bin/ /bin/
ENTRYPOINT ["/bin/app"]
