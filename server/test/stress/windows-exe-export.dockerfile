# expects: nothing
# because: the program for Windows is exported, not started; cross compiling needs no C compiler.
# program: pure
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -o /out/app.exe .
RUN CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build -o /out/app-darwin .

FROM scratch
COPY --from=build /out/ /
